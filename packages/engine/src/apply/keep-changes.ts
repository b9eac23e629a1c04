import type { AttemptLedger } from '@aaps-data/ledger'
import type { ChangedTable } from '../delta/collect-changes.ts'
import { createChangeRows } from '../sql/change-rows.ts'
import type { TargetTransaction } from '../target/target-transaction.ts'

/**
 * Keeps changes row by row in the ledger, at most `limit` of all tables together, and gives how many
 * of each. To be called before they are applied: what was there before is read from the target.
 */
export async function keepChanges(
  { knex, client }: TargetTransaction,
  changed: readonly ChangedTable[],
  { ledger, limit }: { readonly ledger: AttemptLedger; readonly limit: number },
): Promise<ReadonlyMap<string, number>> {
  const kept = new Map<string, number>()
  let left = limit
  for (const [place, { delta, changes }] of changed.entries()) {
    if (left <= 0) break
    const { table } = delta
    const relation = `sync_change_rows_${place}`
    await client.query(createChangeRows(relation, { table, changes, limit: left }))
    const count = await ledger.keepChanges(knex, { table: table.table.name, relation })
    kept.set(table.table.name, count)
    left -= count
  }
  return kept
}
