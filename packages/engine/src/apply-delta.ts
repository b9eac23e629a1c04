import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { atTable } from './at-table.ts'
import { isEmptyDelta, type TableDelta } from './compute-delta.ts'
import { createChangedRows } from './sql/changed-rows.ts'
import { deleteChanged, insertAll, insertChanged, updateChanged } from './sql/write-rows.ts'

type Action = 'inserted' | 'updated' | 'deleted'

/**
 * Writes the deltas of all tables, which come parents first: inserts parents first, then updates,
 * then deletes children first, so that every foreign key holds on the way where it can; those that
 * can be deferred are checked at the end. A table without changes is not touched. Throws
 * `TARGET_INTERFERED` when a statement affects other than the computed number of rows.
 */
export async function applyDelta(
  client: ClientBase,
  deltas: readonly TableDelta[],
  signal: AbortSignal,
): Promise<void> {
  const changed = deltas.filter((delta) => !isEmptyDelta(delta))
  if (changed.length === 0) return
  await client.query('set constraints all deferred')
  const steps = changed.map((delta, position) => ({ delta, changes: `sync_changes_${position}` }))

  for (const { delta, changes } of steps) {
    signal.throwIfAborted()
    if (!delta.isFirstLoad) await client.query(createChangedRows(changes, delta.table))
  }
  for (const { delta, changes } of steps) {
    const { isFirstLoad, table } = delta
    const statement = isFirstLoad ? insertAll(table) : insertChanged(changes, table)
    await write(client, delta, 'inserted', statement, signal)
  }
  for (const { delta, changes } of steps) {
    await write(client, delta, 'updated', updateChanged(changes, delta.table), signal)
  }
  for (const { delta, changes } of steps.toReversed()) {
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
