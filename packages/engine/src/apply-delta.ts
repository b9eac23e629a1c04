import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { atTable } from './at-table.ts'
import type { ChangedTable } from './collect-changes.ts'
import type { TableDelta } from './compute-delta.ts'
import { deleteChanged, insertAll, insertChanged, updateChanged } from './sql/write-rows.ts'

type Action = 'inserted' | 'updated' | 'deleted'

/**
 * Writes the changes of all tables, which come parents first: inserts parents first, then updates,
 * then deletes children first, so that every foreign key holds on the way where it can; those that
 * can be deferred are checked at the end. Throws `TARGET_INTERFERED` when a statement affects other
 * than the computed number of rows.
 */
export async function applyDelta(
  client: ClientBase,
  changed: readonly ChangedTable[],
  signal: AbortSignal,
): Promise<void> {
  if (changed.length === 0) return
  await client.query('set constraints all deferred')
  for (const { delta, changes } of changed) {
    const { table } = delta
    const statement = changes === undefined ? insertAll(table) : insertChanged(changes, table)
    await write(client, delta, 'inserted', statement, signal)
  }
  for (const { delta, changes } of changed) {
    if (changes === undefined) continue
    await write(client, delta, 'updated', updateChanged(changes, delta.table), signal)
  }
  for (const { delta, changes } of changed.toReversed()) {
    if (changes === undefined) continue
    await write(client, delta, 'deleted', deleteChanged(changes, delta.table), signal)
  }
  await client.query('set constraints all immediate')
}

async function write(
  client: ClientBase,
  delta: TableDelta,
  action: Action,
  statement: string,
  signal: AbortSignal,
): Promise<void> {
  const expected = delta[action]
  if (expected === 0) return
  signal.throwIfAborted()
  const { name } = delta.table.table
  const { rowCount } = await atTable(name, () => client.query(statement))
  if (rowCount === expected) return
  throw new SyncError('TARGET_INTERFERED', { table: name, action, expected, affected: rowCount })
}
