import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { countKeyFaults, selectKeyExamples } from './sql/check-keys.ts'
import type { StagedTable } from './staged-table.ts'

/**
 * Makes sure that every staged row has a key and no two share one, as the target's types compare.
 * Throws `KEY_NULL` or `KEY_DUPLICATE` with the number of cases and up to five of them.
 */
export async function checkKeys(client: ClientBase, table: StagedTable): Promise<void> {
  const { name, key: columns } = table.table
  if (columns.length === 0) return
  const { nullRows, duplicateKeys } = await countKeyFaults(client, table)
  if (nullRows > 0) {
    const examples = await selectKeyExamples(client, table, { isNull: true })
    throw new SyncError('KEY_NULL', { table: name, columns, rows: nullRows, examples })
  }
  if (duplicateKeys > 0) {
    const examples = await selectKeyExamples(client, table, { isNull: false })
    throw new SyncError('KEY_DUPLICATE', { table: name, columns, keys: duplicateKeys, examples })
  }
}
