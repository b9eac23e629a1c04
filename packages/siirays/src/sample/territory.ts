import type { SamplePlan } from './plan.ts'
import { createRandom, type Random } from './random.ts'
import { decimal, type Row } from './row.ts'
import { placeName } from './words.ts'

const departamentos = [
  'CHUQUISACA',
  'LA PAZ',
  'COCHABAMBA',
  'ORURO',
  'POTOSÍ',
  'TARIJA',
  'SANTA CRUZ',
  'BENI',
  'PANDO',
]
const municipiosPerProvincia = 4

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/** Blank or `0` where nobody measured. `around` is in hundred-thousandths of a degree. */
function coordinate(random: Random, around: number): string {
  if (random.chance(0.08)) return ''
  return random.chance(0.06) ? '0' : decimal(-(around + random.integer(0, 400_000)), 5)
}

function codigoIne(random: Random, code: string): string {
  if (random.chance(0.05)) return 'cod-ine'
  return random.chance(0.05) ? 'cod-aaps' : code
}

function municipioColumns(seed: number, municipio: number): readonly string[] {
  const departamento = municipio % departamentos.length
  const inDepartamento = Math.floor(municipio / departamentos.length)
  const provincia = Math.floor(inDepartamento / municipiosPerProvincia)
  const provinciaRandom = createRandom(seed, 'provincia', departamento, provincia)
  return [
    twoDigits(departamento + 1),
    departamentos[departamento] ?? '',
    twoDigits(provincia + 1),
    placeName(provinciaRandom),
    twoDigits((inDepartamento % municipiosPerProvincia) + 1),
    placeName(createRandom(seed, 'municipio', municipio)),
  ]
}

function localidadRow({ seed, municipioCount, localidadCount }: SamplePlan, id: number): Row {
  const random = createRandom(seed, 'localidad', id)
  const municipio = municipioColumns(seed, (id - 1) % municipioCount)
  const comunidad = String(Math.floor((id - 1) / municipioCount) + 1).padStart(3, '0')
  const [departamento, , provincia, , number] = municipio
  const name = placeName(random)
  const padded = random.chance(0.03) ? ` ${name} ` : name
  return [
    id,
    codigoIne(random, `${departamento}${provincia}${number}${comunidad}`),
    ...municipio,
    comunidad,
    name,
    coordinate(random, 1_400_000),
    coordinate(random, 6_300_000),
    id === localidadCount ? null : padded,
  ]
}

/** The places: every municipio has some of them, and the last place of all has no name. */
export function* localidadRows(plan: SamplePlan): Generator<Row> {
  for (let id = 1; id <= plan.localidadCount; id += 1) yield localidadRow(plan, id)
}
