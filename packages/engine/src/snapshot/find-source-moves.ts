import type { SourceTable } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { Notice, SnapshotRef } from '@aaps-data/ledger'
import type { Snapshot, Source } from '@aaps-data/sources'
import { shortTie } from '../digest/digest-tie.ts'
import type { Plan } from '../plan/plan-run.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import { isSameFingerprint } from './recognise-unchanged.ts'

/**
 * Tells which tables of the source have changed since rows were staged that a person has approved
 * meanwhile: by their fingerprints, or by how far their cursor has gone and how many rows there are
 * to be read. What has changed or was deleted before the rows that were read is not noticed. It is
 * a warning, so a source that cannot be asked has nothing to tell. Throws the signal's reason after
 * an abort, and defects.
 */
export async function findSourceMoves(
  source: Source,
  {
    plan,
    staged,
    since,
    signal,
  }: {
    readonly plan: Pick<Plan, 'baseline'>
    readonly staged: readonly StagedTable[]
    readonly since: SnapshotRef
    readonly signal: AbortSignal
  },
): Promise<readonly Notice[]> {
  let snapshot: Snapshot | undefined
  try {
    const tables = staged.flatMap(({ table }) => (table.kind === 'source' ? table : []))
    snapshot = await source.openSnapshot({ signal, tables })
    const moved: StagedTable[] = []
    for (const table of staged) {
      if (await hasMoved(snapshot, table, plan)) moved.push(table)
    }
    return moved.map(({ table }) => ({
      code: 'SOURCE_MOVED',
      table: table.name,
      details: { snapshotAt: since.takenAt },
    }))
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof SyncError) return []
    throw error
  } finally {
    await snapshot?.release()
  }
}

async function hasMoved(
  snapshot: Snapshot,
  staged: StagedTable,
  plan: Pick<Plan, 'baseline'>,
): Promise<boolean> {
  const { table, fingerprint, cursorBound } = staged
  if (table.kind !== 'source') return false
  if (fingerprint !== undefined) {
    const found = await takeFingerprint(snapshot, table)
    return found !== undefined && !isSameFingerprint(found, fingerprint)
  }
  if (table.cursor === undefined) return false
  if ((await snapshot.cursorBound?.(table)) !== cursorBound) return true
  return hasOtherCount(snapshot, table, { ...staged, since: sinceOf(staged, plan) })
}

// A row that was committed late or is gone moves no bound.
async function hasOtherCount(
  snapshot: Snapshot,
  table: SourceTable,
  {
    read,
    rows,
    rejected,
    since,
  }: Pick<StagedTable, 'read' | 'rows' | 'rejected'> & { readonly since: string | undefined },
): Promise<boolean> {
  if (read === 'incremental' && since === undefined) return false
  const found = await snapshot.countRows?.(table, since)
  return found !== undefined && found !== rows + rejected
}

function sinceOf(
  { read, table }: StagedTable,
  { baseline }: Pick<Plan, 'baseline'>,
): string | undefined {
  return read === 'incremental' ? baseline?.tables.get(table.name)?.cursorBound : undefined
}

async function takeFingerprint(
  snapshot: Snapshot,
  table: SourceTable,
): Promise<StagedTable['fingerprint']> {
  const [found] = (await snapshot.fingerprint?.([table])) ?? []
  return found && { ...found, tie: shortTie(found.tie) }
}
