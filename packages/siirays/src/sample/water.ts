import { countOrNull, pickReference } from './pick-reference.ts'
import type { SampleEpsa } from './plan.ts'
import { createRandom, type Random } from './random.ts'
import { decimal, type Row, type Value } from './row.ts'

function percentage(random: Random): string | null {
  return random.chance(0.1) ? null : decimal(random.integer(0, 10_000), 2)
}

export function demografiaCoberturaRows(seed: number, { id, localidadIds }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'demografia_cobertura', id)
  return localidadIds.map((localidadId) => [
    id,
    random.chance(0.03) ? null : localidadId,
    countOrNull(random, 9000),
    countOrNull(random, 8000),
    countOrNull(random, 2000),
    percentage(random),
    countOrNull(random, 5000, 0.5),
    countOrNull(random, 1000, 0.5),
    percentage(random),
    random.chance(0.7) ? null : percentage(random),
  ])
}

/** Any combination of age, type and state may be absent. */
export function instalacionRows(seed: number, { id, instalacionIds }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'instalacion', id)
  return instalacionIds.map((instalacionId) => [
    instalacionId,
    id,
    countOrNull(random, 45, 0.3),
    pickReference(random, 'tipo_fuente', 0.3),
    pickReference(random, 'estado_fuente', 0.3),
  ])
}

function shares(random: Random): readonly (string | null)[] {
  const credit = random.integer(0, 10_000)
  const donation = random.integer(0, 10_000 - credit)
  const own = 10_000 - credit - donation
  return [
    decimal(credit, 2),
    decimal(donation, 2),
    decimal(own, 2),
    random.chance(0.5) ? null : '0.00',
  ]
}

/** Some installations have no financing on record, some have two. */
export function financiamientoRows(seed: number, { id, instalacionIds }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'instalacion_fuente_financiamiento', id)
  return instalacionIds.flatMap((instalacionId) =>
    Array.from({ length: random.pick([0, 1, 1, 1, 2]) }, () => [
      instalacionId,
      id,
      pickReference(random, 'fuente_financiamiento'),
      ...shares(random),
    ]),
  )
}

/** The first EPSA loses 34023 per cent of its water: it was typed like that. */
function lostPercentage(random: Random, position: number): Value {
  return position === 0 ? 34_023 : countOrNull(random, 60, 0.3)
}

function tecnicaRow(random: Random, { id, position }: SampleEpsa): Row {
  return [
    id,
    countOrNull(random, 4000),
    countOrNull(random, 40, 0.4),
    countOrNull(random, 2000, 0.5),
    countOrNull(random, 100, 0.6),
    countOrNull(random, 300, 0.5),
    countOrNull(random, 20, 0.6),
    countOrNull(random, 50, 0.8),
    countOrNull(random, 3000, 0.3),
    random.chance(0.3) ? null : decimal(random.integer(2000, 18_000), 2),
    random.chance(0.2) ? null : decimal(random.integer(10, 240), 1),
    random.chance(0.3) ? null : decimal(random.integer(0, 240), 1),
    lostPercentage(random, position),
  ]
}

/** One row, twice the same now and then; the fourth EPSA has two that differ, the fifth two alike. */
export function informacionTecnicaRows(seed: number, epsa: SampleEpsa): Row[] {
  const random = createRandom(seed, 'informacion_tecnica', epsa.id)
  if (epsa.position > 0 && random.chance(0.04)) return []
  const row = tecnicaRow(random, epsa)
  if (epsa.position === 3) return [row, tecnicaRow(random, epsa)]
  return random.chance(0.02) || epsa.position === 4 ? [row, row] : [row]
}

export function sistemaApRows(seed: number, { id }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'sistema_ap', id)
  return Array.from({ length: random.integer(1, 3) }, () => [
    id,
    pickReference(random, 'tipo_sistema_ap', 0.03),
  ])
}

export function tecnicaTuberiaRows(seed: number, { id, localidadIds }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'tecnica_tuberia', id)
  return Array.from({ length: random.integer(1, 5) }, () => [
    id,
    random.chance(0.1) ? null : decimal(random.integer(0, 9_000_000), 2),
    random.chance(0.1) ? null : random.pick(localidadIds),
    pickReference(random, 'sector'),
    pickReference(random, 'material_tuberia'),
  ])
}
