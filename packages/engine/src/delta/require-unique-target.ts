import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { selectSharedKeys } from '../sql/shared-keys.ts'
import type { StagedTable } from '../sql/staged-table.ts'

/**
 * Throws `TARGET_KEY_MISSING` with up to five keys that rows of the target share: no index covers a
 * table together with those that inherit from it.
 */
export async function requireUniqueTarget(client: ClientBase, table: StagedTable): Promise<void> {
  const { name, key: columns } = table.table
  if (columns.length === 0) return
  const examples = await selectSharedKeys(client, table)
  if (examples.length === 0) return
  throw new SyncError('TARGET_KEY_MISSING', { table: name, columns, examples })
}
