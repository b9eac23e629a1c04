import { createRandom, type Random } from '../random.ts'
import { date, personName, placeName, resolutionNumber } from '../words.ts'

/** A system of self-supply with water, as the department knows it. */
export interface SarhSystem {
  readonly numero: number
  readonly titular: string
  readonly tipoUsuario: string
  readonly fuente: string
  readonly departamento: string
  readonly municipio: string
  /** Litres a second. */
  readonly caudal: number | undefined
  /** UTM, in metres. */
  readonly x: number | undefined
  readonly y: number | undefined
  readonly zona: string | undefined
  readonly resolucion: string
  /** `YYYY-MM-DD`. */
  readonly fecha: string | undefined
  readonly observaciones: string | undefined
}

/** Around the middle of each department, by its UTM zone; nobody lives exactly there. */
const departments = [
  { name: 'LA PAZ', zona: '19K', x: 592_000, y: 8_176_000 },
  { name: 'COCHABAMBA', zona: '19K', x: 801_000, y: 8_075_000 },
  { name: 'SANTA CRUZ', zona: '20K', x: 481_000, y: 8_034_000 },
  { name: 'ORURO', zona: '19K', x: 698_000, y: 8_012_000 },
  { name: 'POTOSÍ', zona: '20K', x: 210_000, y: 7_833_000 },
  { name: 'CHUQUISACA', zona: '20K', x: 263_000, y: 7_894_000 },
  { name: 'TARIJA', zona: '20K', x: 321_000, y: 7_619_000 },
  { name: 'BENI', zona: '20K', x: 293_000, y: 8_358_000 },
  { name: 'PANDO', zona: '19K', x: 526_000, y: 8_780_000 },
] as const

const users = ['INDUSTRIAL', 'COMERCIAL', 'DOMÉSTICO', 'COOPERATIVA', 'MINERO', 'AGROPECUARIO']
const sources = ['POZO PROFUNDO', 'POZO SOMERO', 'VERTIENTE', 'RÍO', 'GALERÍA FILTRANTE']
const remarks = ['N/I', 'Sin medidor', 'Renovación en trámite', 'Verificado en campo']

/** The systems, department by department; the same ones for the same seed. */
export function* sarhSystems({
  seed,
  scale,
}: {
  readonly seed: number
  readonly scale: number
}): Generator<SarhSystem> {
  const random = createRandom(seed, 'sarh')
  const perDepartment = Math.ceil(45 * scale)
  let numero = 0
  for (const department of departments) {
    for (let place = 0; place < perDepartment; place += 1) {
      numero += 1
      yield systemOf(random, { numero, department })
    }
  }
}

function systemOf(
  random: Random,
  {
    numero,
    department: { name, zona, x, y },
  }: { readonly numero: number; readonly department: (typeof departments)[number] },
): SarhSystem {
  const isPlaced = random.chance(0.7)
  const spread = () => random.integer(-40_000, 40_000)
  return {
    numero,
    titular: random.chance(0.4) ? `EMPRESA ${placeName(random)} S.R.L.` : personName(random),
    tipoUsuario: random.pick(users),
    fuente: random.pick(sources),
    departamento: name,
    municipio: placeName(random),
    caudal: random.chance(0.95) ? random.integer(5, 250_000) / 100 : undefined,
    x: isPlaced ? x + spread() : undefined,
    y: isPlaced ? y + spread() : undefined,
    zona: isPlaced ? zona : undefined,
    resolucion: resolutionNumber(random),
    fecha: random.chance(0.95) ? date(random, 2009, 2025) : undefined,
    observaciones: random.chance(0.5) ? random.pick(remarks) : undefined,
  }
}
