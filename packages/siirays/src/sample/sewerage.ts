import { pickReference } from './pick-reference.ts'
import type { SampleEpsa } from './plan.ts'
import { createRandom, type Random } from './random.ts'
import { decimal, type Row } from './row.ts'
import { noInformation, placeName } from './words.ts'

/** Kilometres and more with decimals of a metre, or nothing: few places were measured. */
function coordinates(random: Random): readonly [x: number | null, y: number | null] {
  if (random.chance(0.6)) return [null, null]
  return [
    200_000 + random.integer(0, 60_000_000) / 100,
    7_500_000 + random.integer(0, 160_000_000) / 100,
  ]
}

/** Given for very few of the places that were measured. */
function zonaUtm(random: Random, x: number | null): string | null {
  return x !== null && random.chance(0.1) ? random.pick(['19K', '20K']) : null
}

export function problemasContaminacionRows(seed: number, { id }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'problemas_contaminacion', id)
  const texts = [
    noInformation,
    'Descarga de la actividad minera',
    'Basura en la quebrada; aguas arriba de la toma',
    'Ganadería cerca de la fuente',
    null,
  ]
  return Array.from({ length: random.integer(0, 3) }, () => [id, random.pick(texts)])
}

/** The year of the start is 0 where nobody knows it. */
export function tratamientoRows(seed: number, { id }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'tratamiento_agua_residual', id)
  return Array.from({ length: random.pick([0, 0, 0, 1, 1, 2]) }, () => {
    const [x, y] = coordinates(random)
    const flow = (): string | null =>
      random.chance(0.3) ? null : decimal(random.integer(0, 99_999), 2)
    return [
      id,
      decimal(random.integer(1, 4) * 100, 2),
      flow(),
      flow(),
      random.chance(0.5) ? 0 : random.integer(1970, 2024),
      x,
      y,
      x === null ? null : random.integer(150_000, 4_100_000) / 1000,
      zonaUtm(random, x),
      pickReference(random, 'tipo_tratamiento_ar'),
    ]
  })
}

/** The same option may stand twice; for the sixth EPSA it does. */
export function tecnicaAsRows(seed: number, { id, position }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'tecnica_as', id)
  const rows = Array.from({ length: random.integer(0, 3) }, () => [
    id,
    pickReference(random, 'opcion_tecnica'),
  ])
  return position === 5 ? [...rows, [id, 1], [id, 1]] : rows
}

/** The seventh EPSA's place of discharge was measured with its UTM zone, whatever the seed. */
export function descargaRows(seed: number, { id, position }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'descarga_ar', id)
  const [x, y] = coordinates(random)
  const usual = [
    id,
    random.chance(0.2) ? null : `RÍO ${placeName(random)}`,
    x,
    y,
    zonaUtm(random, x),
    pickReference(random, 'cuerpo_receptor'),
  ]
  if (position === 6) return [[id, 'RÍO ROCHA', 799_512.25, 8_074_310.5, '19K', 1], usual]
  return random.chance(0.4) ? [usual] : []
}
