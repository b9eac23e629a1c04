import { SyncError } from '@aaps-data/contracts'
import type {
  Approval,
  AttemptLedger,
  Breach,
  Hold,
  Notice,
  Receipt,
  TableChanges,
} from '@aaps-data/ledger'
import type { Knex } from 'knex'
import { collectChanges, digestChanges, type ChangedTable } from '../delta/collect-changes.ts'
import { computeDeltas, type TableDelta } from '../delta/compute-delta.ts'
import { digestReread } from '../delta/digest-reread.ts'
import { findPassedRows } from '../delta/find-passed-rows.ts'
import { findTargetEdits } from '../delta/find-target-edits.ts'
import type { TableDigest } from '../digest/digest-table.ts'
import { explainUnique } from '../failures/explain-unique.ts'
import { guardChanges } from '../guard/guard-changes.ts'
import { holdReason, keptTables, makeStagingLast } from '../guard/hold-changes.ts'
import type { Plan } from '../plan/plan-run.ts'
import type { PhaseClock } from '../progress/phase-clock.ts'
import { selectServerAlikeness } from '../sql/server-alikeness.ts'
import { selectServerMajor } from '../sql/server-major.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import { lockTarget } from '../target/lock-target.ts'
import { requireSameTypes } from '../target/same-types.ts'
import { inTargetTransaction, type TargetTransaction } from '../target/target-transaction.ts'
import { applyDelta } from './apply-delta.ts'
import { keepChanges } from './keep-changes.ts'
import { orderByForeignKeys } from './order-by-foreign-keys.ts'
import { proveTables } from './prove-tables.ts'
import { orFullReadNeeded, requireSufficientRead } from './sufficient-read.ts'

export interface ApplyOptions {
  readonly target: Knex
  readonly ledger: AttemptLedger
  readonly plan: Plan
  /** How the staged rows were read. */
  readonly mode: 'full' | 'incremental'
  /** Parents first. */
  readonly staged: readonly StagedTable[]
  /** Change nothing, and hold what would change. */
  readonly preview: boolean
  /** Apply the approved delta, or nothing. */
  readonly approval: Approval | undefined
  readonly signal: AbortSignal
  readonly clock: PhaseClock
  /** Of what is staged. */
  readonly snapshot: Receipt['snapshot']
  /** What the attempt has to tell so far. */
  readonly notices: readonly Notice[]
}

/** How an attempt ended that did not fail. */
export type SyncOutcome =
  | { readonly state: 'succeeded'; readonly receipt: Receipt }
  | { readonly state: 'held'; readonly hold: Hold }

/**
 * Makes the target equal to what is staged, in one transaction that also holds the receipt and
 * the run's end: all of it happens, or nothing. The delta is computed after the locks are taken,
 * so nobody changes the target between comparing and writing. A delta that exceeds a guard, or
 * that is to be looked at first, is held instead; without a change there is nothing to hold.
 */
export async function applyDataset(options: ApplyOptions): Promise<SyncOutcome> {
  try {
    return await applyOrHold(options)
  } catch (error) {
    const failure = await explainUnique(options.target, options.staged, error)
    throw options.mode === 'incremental' ? orFullReadNeeded(failure) : failure
  }
}

/** Thrown to let go of the locks before what is to be held is written to the log. */
class StagingMustLast extends Error {}

/**
 * What a preview finds is going to be held. That a guard stops a run is known only once its delta is:
 * then nothing has been written, and it is done once more.
 */
async function applyOrHold(options: ApplyOptions): Promise<SyncOutcome> {
  const { target, plan } = options
  const isLasting = options.preview && options.approval === undefined
  if (isLasting) await makeStagingLast(target, { ...options, dataset: plan.dataset })
  try {
    return await applyInTransaction({ ...options, isLasting })
  } catch (error) {
    if (!(error instanceof StagingMustLast)) throw error
    await makeStagingLast(target, { ...options, dataset: plan.dataset })
    return applyInTransaction({ ...options, isLasting: true })
  }
}

async function applyInTransaction(
  options: ApplyOptions & { readonly isLasting: boolean },
): Promise<SyncOutcome> {
  const { target, ledger, plan, signal, clock } = options
  const { baseline, dataset, provesAll } = plan
  const { lockTimeoutSeconds, targetEdits } = dataset
  const hasCommitted = () => ledger.hasEnded()
  return inTargetTransaction(
    target,
    { signal, lockTimeoutSeconds, hasCommitted },
    async (transaction) => {
      const { client } = transaction
      await ledger.lockFence(transaction.knex)
      await lockTarget(target, transaction, options.staged)
      await requireSameTypes(client, dataset, options.staged)
      const staged = await orderByForeignKeys(client, options.staged)

      const major = await selectServerMajor(client)
      const server = { major, alikeness: await selectServerAlikeness(client) }
      const comparing = { staged, baseline, signal, provesAll, clock }
      const deltas = await computeDeltas(client, { ...comparing, ...server })
      requireSufficientRead(deltas, { baseline, major })
      const changed = await collectChanges(client, deltas, { signal, provesAll })
      const reread = await digestReread(client, changed, baseline)
      if (options.approval !== undefined) {
        requireApproved(options.approval, await digestChanges(client, changed))
        const { notices } = options
        return apply(options, transaction, { deltas, changed, reread, major, notices })
      }
      const edits = await findTargetEdits(client, { deltas, changed, reread, baseline, major })
      const passed = await findPassedRows(client, { changed, edits, baseline, major })
      const notices = [...options.notices, ...edits, ...passed]
      const breaches: readonly Breach[] = [
        ...(targetEdits === 'hold' ? edits.map(breachOfEdit) : []),
        ...(await guardChanges(client, changed, () => ledger.usualRows())),
      ]
      const isHeld = changed.length > 0 && (options.preview || breaches.length > 0)
      if (isHeld && !options.isLasting) throw new StagingMustLast()
      return isHeld
        ? hold(options, transaction, { deltas, changed, breaches, notices })
        : apply(options, transaction, { deltas, changed, reread, major, notices })
    },
  )
}

function requireApproved({ deltaDigest }: Approval, found: string): void {
  if (found !== deltaDigest) throw new SyncError('APPROVAL_OUTDATED', { reason: 'target' })
}

interface Changes {
  readonly deltas: readonly TableDelta[]
  readonly changed: readonly ChangedTable[]
  readonly notices: readonly Notice[]
}

async function apply(
  { ledger, plan, mode, snapshot, approval, signal, clock }: ApplyOptions,
  transaction: TargetTransaction,
  {
    deltas,
    changed,
    reread,
    major,
    notices,
  }: Changes & { readonly reread: ReadonlyMap<string, TableDigest>; readonly major: number },
): Promise<SyncOutcome> {
  const { baseline, dataset, definitionDigest, leftOut, provesAll } = plan
  const limit = dataset.changes.keepRows
  const kept = approval?.changesKept ?? (await keepChanges(transaction, changed, { ledger, limit }))
  await clock.begin('apply')
  await applyDelta(transaction.client, changed, { signal, clock })
  const proof = { deltas, changed, reread, baseline, major, provesAll }
  const tables = await proveTables(transaction.client, proof)
  const receipt: Receipt = {
    mode,
    isReconcile: provesAll && mode === 'full',
    isPartial: leftOut.length > 0,
    definitionDigest,
    snapshot,
    tables: tables.map((table) => withKept(table, kept)),
    notices,
    phaseMs: clock.phaseMs(),
  }
  await ledger.succeed(transaction.knex, receipt)
  return { state: 'succeeded', receipt }
}

async function hold(
  { ledger, plan, mode, snapshot, preview, staged, clock }: ApplyOptions,
  transaction: TargetTransaction,
  { deltas, changed, breaches, notices }: Changes & Pick<Hold, 'breaches'>,
): Promise<SyncOutcome> {
  const { client, knex } = transaction
  const limit = plan.dataset.changes.keepRows
  const kept = await keepChanges(transaction, changed, { ledger, limit })
  const kind = preview ? 'preview' : 'guard'
  const held: Hold = {
    kind,
    definitionDigest: plan.definitionDigest,
    mode,
    snapshot,
    deltaDigest: await digestChanges(client, changed),
    staged: keptTables(staged),
    tables: deltas.map((delta) => withKept(changesOf(delta), kept)),
    breaches,
    notices,
    phaseMs: clock.phaseMs(),
  }
  await ledger.hold(knex, held, holdReason(kind, breaches))
  return { state: 'held', hold: held }
}

function breachOfEdit({ table = '' }: Notice): Breach {
  return { table, guard: 'targetEdits', limit: 0, found: 1 }
}

function changesOf({ table, inserted, updated, deleted, unchanged }: TableDelta) {
  const { rows: staged, rejected, read } = table
  return { table: table.table.name, read, staged, rejected, inserted, updated, deleted, unchanged }
}

function withKept<T extends { readonly table: string }>(
  table: T,
  kept: ReadonlyMap<string, number>,
): T & Pick<TableChanges, 'changesKept'> {
  return { ...table, changesKept: kept.get(table.table) ?? 0 }
}
