import type { SourceTable } from '@aaps-data/catalog'
import type { Snapshot } from '@aaps-data/sources'
import { readSince, type Plan } from '../plan/plan-run.ts'

/**
 * About how many rows each table will be read with, from the last run or else from the source's
 * statistics. What is read from a cursor's bound on is as unknown as what neither knows.
 */
export async function expectRows(
  snapshot: Snapshot,
  plan: Plan,
): Promise<ReadonlyMap<SourceTable, number>> {
  const whole = plan.sourceTables.filter((table) => readSince(plan, table) === undefined)
  const known = (table: SourceTable) => plan.baseline?.tables.get(table.name)?.rows
  const unknown = whole.filter((table) => known(table) === undefined)
  const estimates = unknown.length === 0 ? [] : ((await snapshot.estimateRows?.(unknown)) ?? [])
  const expected = new Map<SourceTable, number>()
  for (const table of whole) {
    const rows = known(table) ?? estimates[unknown.indexOf(table)]
    if (rows !== undefined) expected.set(table, rows)
  }
  return expected
}
