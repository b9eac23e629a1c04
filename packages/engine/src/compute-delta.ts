import { digestOf } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { atTable } from './at-table.ts'
import { digestStaging } from './digest-table.ts'
import { countKeyedChanges, countMultisetChanges } from './sql/count-changes.ts'
import { requireStagedRows, type StagedTable } from './staged-table.ts'

/** What has to change in one target table, in exact numbers of rows. */
export interface TableDelta {
  readonly table: StagedTable
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly unchanged: number
  /** The target has no row at all: everything staged is inserted. */
  readonly isFirstLoad: boolean
  /** Of the staged rows, in the types of the target. */
  readonly sourceDigest: string
}

/**
 * Compares what is staged with what the target holds. Changes nothing, so an unchanged table is
 * only read. The target must be locked: what is computed here is applied afterwards. Throws
 * `STAGING_INCOMPLETE` when staging does not hold what was put there.
 */
async function computeDelta(
  client: ClientBase,
  table: StagedTable,
  targetRows: number,
): Promise<TableDelta> {
  if (targetRows === 0) {
    const { rows, digest } = await digestStaging(client, table)
    requireStagedRows(table, rows)
    const none = { updated: 0, deleted: 0, unchanged: 0 }
    return { table, inserted: rows, ...none, isFirstLoad: true, sourceDigest: digest }
  }
  const changes = await (table.table.key.length > 0 ? countKeyedChanges : countMultisetChanges)(
    client,
    table,
  )
  requireStagedRows(table, Number(changes.staged))
  const matched = Number(changes.matched)
  const updated = Number(changes.updated)
  return {
    table,
    inserted: Number(changes.inserted),
    updated,
    deleted: targetRows - matched,
    unchanged: matched - updated,
    isFirstLoad: false,
    sourceDigest: digestOf(changes),
  }
}

/** Compares every table, in their order. The targets must be locked. */
export async function computeDeltas(
  client: ClientBase,
  staged: readonly StagedTable[],
  signal: AbortSignal,
): Promise<readonly TableDelta[]> {
  const targetRows = await countTargets(client, staged)
  const deltas: TableDelta[] = []
  for (const [place, table] of staged.entries()) {
    signal.throwIfAborted()
    const compute = () => computeDelta(client, table, targetRows[place] ?? 0)
    deltas.push(await atTable(table.table.name, compute))
  }
  return deltas
}

/** Says whether a delta leaves its table as it is. */
export function isEmptyDelta({ inserted, updated, deleted }: TableDelta): boolean {
  return inserted + updated + deleted === 0
}

/** Counts the rows of the targets, in one question for all of them. */
async function countTargets(
  client: ClientBase,
  tables: readonly StagedTable[],
): Promise<readonly number[]> {
  const counts = tables.map(({ target }) => `(select count(*) from ${target})`)
  const { rows } = await client.query<string[]>({
    text: `select ${counts.join(', ')}`,
    rowMode: 'array',
  })
  return (rows[0] ?? []).map(Number)
}
