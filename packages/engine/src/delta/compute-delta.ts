import { digestOf } from '@aaps-data/contracts'
import type { Baseline } from '@aaps-data/ledger'
import type { ClientBase } from 'pg'
import { digestInSource } from '../digest/digest-in-source.ts'
import { digestStaging } from '../digest/digest-table.ts'
import { atTable } from '../failures/at-table.ts'
import type { PhaseClock } from '../progress/phase-clock.ts'
import { changesRelation, countChangedRows, noteChangedRows } from '../sql/changed-rows.ts'
import { countKeyedChanges, countMultisetChanges } from '../sql/count-changes.ts'
import { requireStagedRows, type StagedTable } from '../sql/staged-table.ts'
import { explainCounts } from './explain-counts.ts'
import { requireUniqueTarget } from './require-unique-target.ts'

/** What has to change in one target table, in exact numbers of rows. */
export interface TableDelta {
  readonly table: StagedTable
  /**
   * Rows of the target before. Of a table that was read incrementally they are not counted: they
   * are those that the last run has left.
   */
  readonly targetRows: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  /** Of the rows that were read, those that the target has already. */
  readonly unchanged: number
  /** The target has no row at all: everything staged is inserted. */
  readonly isFirstLoad: boolean
  /** Of the staged rows, in the types of the target. */
  readonly sourceDigest: string
  /** The temporary table that notes the changed rows, where it has been made already. */
  readonly changes?: string
}

/** How rows are compared. */
interface CompareOptions {
  /** The target's server's version. */
  readonly major: number
  /** How it writes and hashes values; see `RowImages`. */
  readonly alikeness: string
  /** Take no digest of staged rows from elsewhere. */
  readonly provesAll: boolean
}

/**
 * Compares what is staged with what the target holds. Changes nothing, so an unchanged table is
 * only read; of a table that was read incrementally only the rows with the staged keys are. The
 * target must be locked: what is computed here is applied afterwards. Throws `STAGING_INCOMPLETE`
 * when staging does not hold what was put there, `TARGET_KEY_MISSING` when rows of the target share
 * a key.
 */
async function computeDelta(
  client: ClientBase,
  table: StagedTable,
  options: CompareOptions & { readonly targetRows: number },
): Promise<TableDelta> {
  const { targetRows, provesAll } = options
  if (targetRows === 0 && table.read === 'full') {
    const { rows, digest } = await digestStaging(client, table)
    requireStagedRows(table, rows)
    const none = { targetRows, updated: 0, deleted: 0, unchanged: 0 }
    return { table, inserted: rows, ...none, isFirstLoad: true, sourceDigest: digest }
  }
  if (table.isKnownToDiffer === true) return noteAndCount(client, table, options)
  const changes = await (table.table.key.length > 0 ? countKeyedChanges : countMultisetChanges)(
    client,
    table,
  )
  if (Number(changes.staged) > table.rows) await requireUniqueTarget(client, table)
  requireStagedRows(table, Number(changes.staged))
  const matched = Number(changes.matched)
  const updated = Number(changes.updated)
  const deleted = table.read === 'full' ? targetRows - matched : 0
  if (deleted < 0) throw await explainCounts(client, table, { provesAll, targetRows, matched })
  return {
    table,
    targetRows,
    inserted: Number(changes.inserted),
    updated,
    deleted,
    unchanged: matched - updated,
    isFirstLoad: false,
    sourceDigest: digestOf(changes),
  }
}

/**
 * Compares a table whose rows are known to differ: they are noted at once, and counted from the
 * notes, where otherwise two joins would be made.
 */
async function noteAndCount(
  client: ClientBase,
  table: StagedTable,
  { targetRows, provesAll, ...server }: CompareOptions & { readonly targetRows: number },
): Promise<TableDelta> {
  const known = provesAll ? undefined : digestInSource(table, server)
  const sourceDigest = known ?? (await digestCounted(client, table))
  const changes = changesRelation(table)
  await noteChangedRows(client, changes, table)
  const { inserted, updated, deleted } = await countChangedRows(client, changes)
  const rows = targetRows + inserted - deleted
  if (rows !== table.rows) throw await explainCounts(client, table, { provesAll, rows })
  return {
    table,
    targetRows,
    inserted,
    updated,
    deleted,
    unchanged: rows - inserted - updated,
    isFirstLoad: false,
    sourceDigest,
    changes,
  }
}

async function digestCounted(client: ClientBase, table: StagedTable): Promise<string> {
  const { rows, digest } = await digestStaging(client, table)
  requireStagedRows(table, rows)
  return digest
}

/** Compares every table, in their order. The targets must be locked. */
export async function computeDeltas(
  client: ClientBase,
  {
    staged,
    baseline,
    signal,
    clock,
    ...options
  }: CompareOptions & {
    readonly staged: readonly StagedTable[]
    readonly baseline: Baseline | undefined
    readonly signal: AbortSignal
    readonly clock: PhaseClock
  },
): Promise<readonly TableDelta[]> {
  const counted = await countTargets(
    client,
    staged.filter(({ read }) => read === 'full'),
  )
  const deltas: TableDelta[] = []
  for (const [place, table] of staged.entries()) {
    signal.throwIfAborted()
    const { name } = table.table
    clock.reachTable(name, { tablesDone: place, tablesTotal: staged.length })
    const targetRows = counted.get(name) ?? baseline?.tables.get(name)?.rows ?? 0
    deltas.push(await atTable(name, () => computeDelta(client, table, { ...options, targetRows })))
  }
  return deltas
}

/** Says whether a delta leaves its table as it is. */
export function isEmptyDelta({ inserted, updated, deleted }: TableDelta): boolean {
  return inserted === 0 && updated === 0 && deleted === 0
}

/** Counts the rows of the targets, by name, in one question for all of them. */
async function countTargets(
  client: ClientBase,
  tables: readonly StagedTable[],
): Promise<ReadonlyMap<string, number>> {
  if (tables.length === 0) return new Map()
  const counts = tables.map(({ target }) => `(select count(*) from ${target})`)
  const { rows } = await client.query<string[]>({
    text: `select ${counts.join(', ')}`,
    rowMode: 'array',
  })
  return new Map(tables.map(({ table }, place) => [table.name, Number(rows[0]?.[place])]))
}
