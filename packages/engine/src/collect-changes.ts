import { digestOf } from '@aaps-data/contracts'
import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import { atTable } from './at-table.ts'
import { isEmptyDelta, type TableDelta } from './compute-delta.ts'
import { createChangedRows, sumChangedRows } from './sql/changed-rows.ts'

/** A table that has to change, and where its changed rows are. */
export interface ChangedTable {
  readonly delta: TableDelta
  /** The temporary table that notes them; undefined when everything staged is inserted. */
  readonly changes: string | undefined
}

/** Notes the changed rows of every table that has any. Tables stay as they are. */
export async function collectChanges(
  client: ClientBase,
  deltas: readonly TableDelta[],
  signal: AbortSignal,
): Promise<readonly ChangedTable[]> {
  const changed: ChangedTable[] = []
  for (const delta of deltas) {
    if (isEmptyDelta(delta)) continue
    signal.throwIfAborted()
    const changes = delta.isFirstLoad ? undefined : `sync_changes_${changed.length}`
    if (changes !== undefined) {
      const create = createChangedRows(changes, delta.table)
      await atTable(delta.table.table.name, () => client.query(create))
    }
    changed.push({ delta, changes })
  }
  return changed
}

/**
 * Digests a delta: two deltas have one digest only when they change the same rows of the same
 * tables from the same images to the same images.
 */
export async function digestChanges(
  client: ClientBase,
  changed: readonly ChangedTable[],
): Promise<string> {
  const hash = createHash('sha256')
  for (const { delta, changes } of changed) {
    const { inserted, updated, deleted, sourceDigest, table } = delta
    const rows = changes === undefined ? sourceDigest : await digestNoted(client, changes)
    hash.update(JSON.stringify([table.table.name, inserted, updated, deleted, rows]))
  }
  return hash.digest('hex')
}

async function digestNoted(client: ClientBase, changes: string): Promise<string> {
  return digestOf(await sumChangedRows(client, changes))
}
