import { digestOf } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { createHash } from 'node:crypto'
import { atTable } from '../failures/at-table.ts'
import {
  changesRelation,
  countChangedRows,
  noteChangedRows,
  sumChangedImages,
  sumChangedRows,
} from '../sql/changed-rows.ts'
import { isEmptyDelta, type TableDelta } from './compute-delta.ts'
import { explainCounts } from './explain-counts.ts'

/** A table that has to change, and where its changed rows are. */
export interface ChangedTable {
  readonly delta: TableDelta
  /** The temporary table that notes them; undefined when everything staged is inserted. */
  readonly changes: string | undefined
  /** Digests of the rows that come and of those that go; undefined when all are inserted. */
  readonly images: { readonly added: string; readonly removed: string } | undefined
}

/**
 * Notes the changed rows of every table that has any. Tables stay as they are. Throws what
 * `explainCounts` says when they are not as many as the delta has.
 */
export async function collectChanges(
  client: ClientBase,
  deltas: readonly TableDelta[],
  { signal, provesAll }: { readonly signal: AbortSignal; readonly provesAll: boolean },
): Promise<readonly ChangedTable[]> {
  const changed: ChangedTable[] = []
  for (const delta of deltas) {
    if (isEmptyDelta(delta)) continue
    signal.throwIfAborted()
    const changes = delta.isFirstLoad ? undefined : changesRelation(delta.table)
    const note = async () =>
      changes === undefined ? undefined : noteChanges(client, changes, { delta, provesAll })
    const images = await atTable(delta.table.table.name, note)
    changed.push({ delta, changes, images })
  }
  return changed
}

async function noteChanges(
  client: ClientBase,
  changes: string,
  { delta, provesAll }: { readonly delta: TableDelta; readonly provesAll: boolean },
): Promise<ChangedTable['images']> {
  const { table, inserted, updated, deleted } = delta
  if (delta.changes === undefined) {
    await noteChangedRows(client, changes, table)
    const noted = await countChangedRows(client, changes)
    const isSame =
      noted.inserted === inserted && noted.updated === updated && noted.deleted === deleted
    if (!isSame) throw await explainCounts(client, table, { provesAll, ...noted })
  }
  const { added, removed } = await sumChangedImages(client, changes)
  return { added: digestOf(added), removed: digestOf(removed) }
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
