import { SyncError } from '@aaps-data/contracts'
import type { Baseline, TableReceipt } from '@aaps-data/ledger'
import type { ClientBase } from 'pg'
import type { ChangedTable } from '../delta/collect-changes.ts'
import { isEmptyDelta, type TableDelta } from '../delta/compute-delta.ts'
import { digestTarget, type TableDigest } from '../digest/digest-table.ts'
import { digestTie } from '../digest/digest-tie.ts'
import { shiftDigest } from '../digest/shift-digest.ts'
import { atTable } from '../failures/at-table.ts'
import { countMissing } from '../sql/count-missing.ts'
import { selectMeddlers } from '../sql/meddlers.ts'
import { explainInterference } from './explain-interference.ts'

/** What is to be proved, and what it can build on. */
export interface ProofOptions {
  readonly deltas: readonly TableDelta[]
  readonly changed: readonly ChangedTable[]
  /** Targets of tables that were read incrementally, where they were digested before the writing. */
  readonly reread: ReadonlyMap<string, TableDigest>
  readonly baseline: Baseline | undefined
  /** The server's major version. */
  readonly major: number
  /** Whether every row is to be looked at, also where nothing can have gone wrong. */
  readonly provesAll: boolean
}

/**
 * Proves that the target holds what was staged, after everything was written. In a full reconcile,
 * and wherever something in the target may have changed other rows or values, each row is looked
 * at: a table that was read in full is digested and compared with staging; of one that was read
 * incrementally, each staged row is looked up, and the digest of the whole has to be that of before,
 * or of the last receipt, with the changes: `FULL_READ_NEEDED` if it is not. Otherwise the digests follow from
 * what was compared under the lock and from the numbers of rows that were affected. Throws
 * `TARGET_INTERFERED` on a difference: a trigger or a rule has changed rows behind our back. The
 * error names it, and the columns.
 */
export async function proveTables(
  client: ClientBase,
  options: ProofOptions,
): Promise<readonly Omit<TableReceipt, 'changesKept'>[]> {
  const looksAtRows = await mustLook(client, options)
  const proved: Omit<TableReceipt, 'changesKept'>[] = []
  for (const delta of options.deltas) {
    const { table, inserted, updated, deleted, unchanged, sourceDigest } = delta
    const { name } = table.table
    const prove = table.read === 'full' ? proveWhole : provePart
    const found = await atTable(name, () => prove(client, delta, { ...options, looksAtRows }))
    proved.push({
      table: name,
      read: table.read,
      staged: table.rows,
      rejected: table.rejected,
      inserted,
      updated,
      deleted,
      unchanged,
      rows: found.rows,
      sourceDigest,
      targetDigest: found.digest,
      digestTie: digestTie(table.columns, options.major),
      ...(table.fingerprint === undefined ? {} : { fingerprint: table.fingerprint }),
      ...(table.cursorBound === undefined ? {} : { cursorBound: table.cursorBound }),
      ...(table.isRepeatable === undefined ? {} : { isRepeatable: table.isRepeatable }),
    })
  }
  return proved
}

type Proof = ProofOptions & { readonly looksAtRows: boolean }

/**
 * Whether the rows are to be looked at once more. When nothing was written, the comparison under
 * the lock has proved each of them; where nothing in the target reacts to what is written, the
 * numbers of affected rows prove the rest.
 */
async function mustLook(client: ClientBase, options: ProofOptions): Promise<boolean> {
  const { deltas, provesAll } = options
  if (deltas.every(isEmptyDelta)) return false
  const relations = deltas.map(({ table }) => table.target)
  return provesAll || (await selectMeddlers(client, relations)).length > 0
}

async function proveWhole(
  client: ClientBase,
  { table, sourceDigest }: TableDelta,
  { looksAtRows, deltas }: Proof,
): Promise<TableDigest> {
  const found = looksAtRows
    ? await digestTarget(client, table)
    : { rows: table.rows, digest: sourceDigest }
  if (found.digest === sourceDigest && found.rows === table.rows) return found
  throw await explainInterference(client, table, {
    scope: { of: 'table' },
    written: deltas.map((each) => each.table),
    facts: { staged: table.rows, found: found.rows },
  })
}

async function provePart(
  client: ClientBase,
  delta: TableDelta,
  { looksAtRows, deltas, changed, reread, baseline }: Proof,
): Promise<TableDigest> {
  const { table, targetRows, inserted } = delta
  const { name } = table.table
  const missing = looksAtRows ? await countMissing(client, table) : 0
  if (missing > 0) {
    throw await explainInterference(client, table, {
      scope: { of: 'table' },
      written: deltas.map((each) => each.table),
      facts: { staged: table.rows, found: table.rows - missing },
    })
  }
  const before = reread.get(name)
  const digestBefore = before?.digest ?? baseline?.tables.get(name)?.targetDigest
  if (digestBefore === undefined) throw new Error(`Table ${name} was read on from no baseline`)
  const images = changed.find((each) => each.delta === delta)?.images
  const digest = images === undefined ? digestBefore : shiftDigest(digestBefore, images)
  const rows = (before?.rows ?? targetRows) + inserted
  const found = looksAtRows ? await digestTarget(client, table) : { rows, digest }
  // What else has changed, and who has, is told by a run that reads everything.
  if (found.digest !== digest || found.rows !== rows) {
    throw new SyncError('FULL_READ_NEEDED', { table: name })
  }
  return found
}
