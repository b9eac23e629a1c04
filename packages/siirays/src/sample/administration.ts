import { pickReference } from './pick-reference.ts'
import type { SampleEpsa } from './plan.ts'
import { createRandom } from './random.ts'
import { decimal, type Row } from './row.ts'
import { noInformation } from './words.ts'

const problems = [
  'Fuga en la red de distribución',
  'Falta de medidores',
  'Mora de los usuarios',
  'Caudal insuficiente en época seca',
]
const effects = ['Racionamiento', 'Pérdidas económicas', noInformation, null]
const actions = ['Reparación con recursos propios', 'Ninguna', noInformation, null]
const requirements = ['Curso de operación', 'Bomba de 5 HP', 'Tanque de 50 m³', noInformation, null]

export function ingresosRows(seed: number, { id }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'ingresos', id)
  return Array.from({ length: random.integer(1, 5) }, () => [
    id,
    random.chance(0.1) ? null : decimal(random.integer(0, 900_000_000), 2),
    random.chance(0.5) ? noInformation : null,
    pickReference(random, 'tipo_ingreso'),
    pickReference(random, 'periodo_pago'),
  ])
}

export function identificacionProblemasRows(seed: number, { id }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'identificacion_problemas', id)
  return Array.from({ length: random.integer(0, 4) }, () => [
    id,
    random.pick(problems),
    random.pick(effects),
    random.pick(actions),
    pickReference(random, 'tipo_sistema_problema'),
  ])
}

export function requerimientoDesarrolloRows(seed: number, { id }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'requerimiento_desarrollo', id)
  return Array.from({ length: random.integer(0, 4) }, () => [
    id,
    random.pick(requirements),
    pickReference(random, 'tipo_requerimiento'),
  ])
}
