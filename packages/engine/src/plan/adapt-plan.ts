import type { Table } from '@aaps-data/catalog'
import type { Plan } from './plan-run.ts'

/** The same plan with other tables in the place of those of the same names. */
export function adaptPlan(plan: Plan, tables: readonly Table[]): Plan {
  if (tables.length === 0) return plan
  const adapted = new Map(tables.map((table) => [table.name, table]))
  const adapt = <T extends Table>(table: T) => (adapted.get(table.name) ?? table) as T
  return {
    ...plan,
    dataset: { ...plan.dataset, tables: plan.dataset.tables.map(adapt) },
    sourceTables: plan.sourceTables.map(adapt),
    derivedTables: plan.derivedTables.map(adapt),
    parentsFirst: plan.parentsFirst.map(adapt),
  }
}
