import { entidadRows, rarRows } from './authorities.ts'
import { epsaTables } from './epsa-tables.ts'
import { fixedLists } from './fixed-lists.ts'
import type { SamplePlan } from './plan.ts'
import type { Row } from './row.ts'
import { localidadRows } from './territory.ts'

/** A table of the sample. `rows` is made while it is read; no table is held in memory whole. */
export interface SampleTable {
  readonly name: string
  readonly rows: (plan: SamplePlan) => Iterable<Row>
}

/** All 38 tables, those that others refer to first. */
export const sampleTables: readonly SampleTable[] = [
  ...Object.entries(fixedLists).map(([name, rows]) => ({ name, rows: () => rows })),
  { name: 'rar', rows: rarRows },
  { name: 'entidad', rows: entidadRows },
  { name: 'localidad', rows: localidadRows },
  ...epsaTables.map(({ name, rowsOf }) => ({
    name,
    rows: function* (plan: SamplePlan) {
      for (const epsa of plan.epsas) yield* rowsOf(plan, epsa)
    },
  })),
]
