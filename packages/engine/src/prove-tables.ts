import { SyncError } from '@aaps-data/contracts'
import type { TableReceipt } from '@aaps-data/ledger'
import type { ClientBase } from 'pg'
import { atTable } from './at-table.ts'
import { isEmptyDelta, type TableDelta } from './compute-delta.ts'
import { digestTarget } from './digest-table.ts'

/**
 * Digests what the target holds now. Throws `TARGET_INTERFERED` when it is not what was staged:
 * a trigger or a rule has changed rows behind our back.
 */
export async function proveTables(
  client: ClientBase,
  deltas: readonly TableDelta[],
): Promise<readonly Omit<TableReceipt, 'changesKept'>[]> {
  // When nothing was written, the comparison under the lock has proved it, row by row.
  const isUnchanged = deltas.every(isEmptyDelta)
  const proved: Omit<TableReceipt, 'changesKept'>[] = []
  for (const { table, inserted, updated, deleted, unchanged, sourceDigest } of deltas) {
    const { name } = table.table
    const found = isUnchanged
      ? { rows: table.rows, digest: sourceDigest }
      : await atTable(name, () => digestTarget(client, table))
    if (found.digest !== sourceDigest || found.rows !== table.rows) {
      throw new SyncError('TARGET_INTERFERED', {
        table: name,
        staged: table.rows,
        found: found.rows,
      })
    }
    const counts = { staged: table.rows, inserted, updated, deleted, unchanged }
    proved.push({ table: name, ...counts, sourceDigest, targetDigest: found.digest })
  }
  return proved
}
