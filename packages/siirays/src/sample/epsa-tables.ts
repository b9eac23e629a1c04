import {
  identificacionProblemasRows,
  ingresosRows,
  requerimientoDesarrolloRows,
} from './administration.ts'
import { epsaRow } from './epsa-row.ts'
import {
  documentoAcreditacionRows,
  estatusJuridicoRows,
  funcionariosRows,
  representanteRows,
  type Authorities,
} from './people.ts'
import type { SampleEpsa } from './plan.ts'
import type { Row } from './row.ts'
import {
  descargaRows,
  problemasContaminacionRows,
  tecnicaAsRows,
  tratamientoRows,
} from './sewerage.ts'
import {
  demografiaCoberturaRows,
  financiamientoRows,
  informacionTecnicaRows,
  instalacionRows,
  sistemaApRows,
  tecnicaTuberiaRows,
} from './water.ts'

/** A table with rows for each EPSA. `rowsOf` depends on the seed and the EPSA, on nothing else. */
export interface EpsaTable {
  readonly name: string
  readonly rowsOf: (authorities: Authorities, epsa: SampleEpsa) => readonly Row[]
}

function bySeed(
  name: string,
  rowsOf: (seed: number, epsa: SampleEpsa) => readonly Row[],
): EpsaTable {
  return { name, rowsOf: ({ seed }, epsa) => rowsOf(seed, epsa) }
}

/** The tables that hold an EPSA and all that is its own, in the order in which rows can be added. */
export const epsaTables: readonly EpsaTable[] = [
  bySeed('epsa', (seed, epsa) => [epsaRow(seed, epsa)]),
  bySeed('ubicacion', (_, { id, localidadIds }) => localidadIds.map((place) => [id, place])),
  bySeed('instalacion', instalacionRows),
  bySeed('instalacion_fuente_financiamiento', financiamientoRows),
  { name: 'representante', rowsOf: representanteRows },
  { name: 'estatus_juridico', rowsOf: estatusJuridicoRows },
  { name: 'documento_acreditacion', rowsOf: documentoAcreditacionRows },
  bySeed('demografia_cobertura', demografiaCoberturaRows),
  bySeed('informacion_tecnica', informacionTecnicaRows),
  bySeed('problemas_contaminacion', problemasContaminacionRows),
  bySeed('sistema_ap', sistemaApRows),
  bySeed('tratamiento_agua_residual', tratamientoRows),
  bySeed('tecnica_tuberia', tecnicaTuberiaRows),
  bySeed('tecnica_as', tecnicaAsRows),
  bySeed('descarga_ar', descargaRows),
  { name: 'funcionarios', rowsOf: funcionariosRows },
  bySeed('ingresos', ingresosRows),
  bySeed('identificacion_problemas', identificacionProblemasRows),
  bySeed('requerimiento_desarrollo', requerimientoDesarrolloRows),
]

/** Of these, the ones without a key: any number of their rows may be alike. */
export const tablesWithoutKey: readonly string[] = epsaTables
  .map(({ name }) => name)
  .filter((name) => !['epsa', 'ubicacion', 'instalacion'].includes(name))
