import type { Breach } from '@aaps-data/ledger'
import type { ClientBase } from 'pg'
import type { ChangedTable } from '../delta/collect-changes.ts'
import { selectEmptiedColumns } from '../sql/emptied-columns.ts'
import { findBreaches, medianOf } from './guard-delta.ts'

/**
 * Gives every guard that the changes exceed. `usualRows` gives, by table, how many rows the last
 * runs read; it is asked only when something is to change.
 */
export async function guardChanges(
  client: ClientBase,
  changed: readonly ChangedTable[],
  usualRows: () => Promise<ReadonlyMap<string, readonly number[]>>,
): Promise<readonly Breach[]> {
  const guarded = changed.filter(({ delta }) => !delta.isFirstLoad)
  if (guarded.length === 0) return []
  const history = await usualRows()
  const breaches: Breach[] = []
  for (const { delta } of guarded) {
    const { table, targetRows, updated, deleted } = delta
    const { name, guards } = table.table
    const isWhole = table.read === 'full'
    const isAsked = isWhole && guards.emptyColumn === 'hold' && table.rows > 0
    breaches.push(
      ...findBreaches({
        table: name,
        guards,
        targetRows,
        staged: table.rows,
        updated,
        deleted,
        usualRows: isWhole ? medianOf(history.get(name) ?? []) : undefined,
        emptiedColumns: isAsked ? await selectEmptiedColumns(client, table) : [],
      }),
    )
  }
  return breaches
}
