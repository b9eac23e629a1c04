import type { Random } from '../random.ts'
import { decimal, type Row, type Value } from '../row.ts'

/** Something that a regulated EPSA reports, or that the regulator works out from its report. */
export interface Variable {
  readonly code: string
  readonly name: string
  readonly unit: string | null
  readonly kind: 'VARIABLE' | 'INDICADOR'
  /** The largest usual value, in units of the last of its `digits` behind the point. */
  readonly most: number
  readonly digits: number
}

type Described = readonly [name: string, unit: string | null, most: number, digits?: number]

function numbered(
  prefix: string,
  kind: Variable['kind'],
  described: readonly Described[],
): readonly Variable[] {
  return described.map(([name, unit, most, digits = 0], position) => ({
    code: `${prefix}-${String(position + 1).padStart(2, '0')}`,
    name,
    unit,
    kind,
    most,
    digits,
  }))
}

const reported = numbered('V', 'VARIABLE', [
  ['Volumen captado de fuentes superficiales', 'm³', 90_000_000, 2],
  ['Volumen captado de fuentes subterráneas', 'm³', 90_000_000, 2],
  ['Volumen de agua potable producido', 'm³', 90_000_000, 2],
  ['Volumen de agua potable facturado', 'm³', 70_000_000, 2],
  ['Volumen de agua residual tratado', 'm³', 40_000_000, 2],
  ['Capacidad de la planta de agua potable', 'm³', 99_000_000, 2],
  ['Capacidad de la planta de agua residual', 'm³', 60_000_000, 2],
  ['Conexiones de agua potable', 'conexiones', 60_000],
  ['Conexiones de agua potable activas', 'conexiones', 58_000],
  ['Conexiones con medidor en funcionamiento', 'conexiones', 55_000],
  ['Conexiones de alcantarillado', 'conexiones', 40_000],
  ['Población abastecida con agua potable', 'habitantes', 300_000],
  ['Población servida con alcantarillado', 'habitantes', 200_000],
  ['Población del área de servicio', 'habitantes', 350_000],
  ['Longitud de la red de agua potable', 'km', 120_000, 2],
  ['Longitud de la red de alcantarillado', 'km', 80_000, 2],
  ['Fallas en tuberías de agua potable', 'fallas', 400],
  ['Fallas en conexiones de agua potable', 'fallas', 900],
  ['Fallas en tuberías de alcantarillado', 'fallas', 300],
  ['Muestras de agua potable tomadas', 'muestras', 600],
  ['Análisis de agua potable conformes', 'análisis', 600],
  ['Horas de racionamiento', 'h', 7_440, 1],
  ['Horas de corte', 'h', 1_200, 1],
  ['Puntos con presión dentro del rango', 'puntos', 250],
  ['Reclamos presentados', 'reclamos', 2_000],
  ['Reclamos atendidos', 'reclamos', 2_000],
  ['Personal', 'personas', 450],
  ['Personal calificado', 'personas', 200],
  ['Ingresos operativos', 'Bs', 900_000_000, 2],
  ['Costos operativos', 'Bs', 800_000_000, 2],
  ['Cuentas por cobrar por servicios', 'Bs', 300_000_000, 2],
])

const workedOut = numbered('I', 'INDICADOR', [
  ['Rendimiento actual de la fuente', '%', 1_000_000, 4],
  ['Uso eficiente del recurso', '%', 1_000_000, 4],
  ['Cobertura de muestras de agua potable', '%', 1_000_000, 4],
  ['Conformidad de los análisis', '%', 1_000_000, 4],
  ['Dotación', 'l/hab/día', 2_500_000, 4],
  ['Continuidad por racionamiento', '%', 1_000_000, 4],
  ['Cobertura del servicio de agua potable', '%', 1_000_000, 4],
  ['Cobertura del servicio de alcantarillado', '%', 1_000_000, 4],
  ['Cobertura de micromedición', '%', 1_000_000, 4],
  ['Índice de agua no contabilizada', '%', 700_000, 4],
  ['Índice de operación eficiente', null, 20_000, 4],
  ['Tarifa media', 'Bs/m³', 90_000, 4],
])

/** All variables; their numbers are the positions from 1. */
export const variables: readonly Variable[] = [...reported, ...workedOut]

/** The rows of table `variable`. */
export function variableRows(): Row[] {
  return variables.map(({ code, name, unit, kind }, position) => [
    position + 1,
    code,
    name,
    unit,
    kind,
  ])
}

/** A value as it is reported. Now and then it is a hundred times too large: typed in another unit. */
export function variableValue(random: Random, { most, digits }: Variable): Value {
  const units = random.integer(0, most) * (random.chance(0.002) ? 100 : 1)
  return digits === 0 ? units : decimal(units, digits)
}
