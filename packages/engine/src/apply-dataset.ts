import { SyncError, type Phase } from '@aaps-data/contracts'
import type { Approval, AttemptLedger, Hold, Receipt, TableChanges } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import { applyDelta } from './apply-delta.ts'
import { collectChanges, digestChanges, type ChangedTable } from './collect-changes.ts'
import { computeDeltas, type TableDelta } from './compute-delta.ts'
import { explainUnique } from './explain-unique.ts'
import { guardChanges } from './guard-changes.ts'
import { holdReason, keepStaging } from './hold-changes.ts'
import { keepChanges } from './keep-changes.ts'
import { lockTarget } from './lock-target.ts'
import { proveTables } from './prove-tables.ts'
import type { StagedTable } from './staged-table.ts'
import { inTargetTransaction, type TargetTransaction } from './target-transaction.ts'

export interface ApplyOptions {
  readonly target: Knex
  readonly ledger: AttemptLedger
  readonly lockTimeoutSeconds: number
  /** Parents first. */
  readonly staged: readonly StagedTable[]
  /** Change nothing, and hold what would change. */
  readonly preview: boolean
  /** Apply the approved delta, or nothing. */
  readonly approval: Approval | undefined
  /** The most changes to keep row by row. */
  readonly keepRows: number
  readonly signal: AbortSignal
  readonly beginPhase: (phase: Phase) => Promise<void>
  /** What receipt and hold have in common; called when nothing but the commit is left. */
  readonly facts: () => Pick<Receipt, 'mode' | 'snapshot' | 'notices' | 'phaseMs'>
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
    return await applyInTransaction(options)
  } catch (error) {
    throw await explainUnique(options.target, options.staged, error)
  }
}

async function applyInTransaction(options: ApplyOptions): Promise<SyncOutcome> {
  const { target, ledger, lockTimeoutSeconds, staged, signal } = options
  const hasCommitted = () => ledger.hasEnded()
  return inTargetTransaction(
    target,
    { signal, lockTimeoutSeconds, hasCommitted },
    async (transaction) => {
      const { client } = transaction
      await ledger.lockFence(transaction.knex)
      await lockTarget(target, transaction, staged)

      const deltas = await computeDeltas(client, staged, signal)
      const changed = await collectChanges(client, deltas, signal)
      if (options.approval !== undefined) {
        requireApproved(options.approval, await digestChanges(client, changed))
        return apply(options, transaction, { deltas, changed })
      }
      const breaches = await guardChanges(client, changed, () => ledger.usualRows())
      const isHeld = changed.length > 0 && (options.preview || breaches.length > 0)
      return isHeld
        ? hold(options, transaction, { deltas, changed, breaches })
        : apply(options, transaction, { deltas, changed })
    },
  )
}

function requireApproved({ deltaDigest }: Approval, found: string): void {
  if (found !== deltaDigest) throw new SyncError('APPROVAL_OUTDATED', { reason: 'target' })
}

interface Changes {
  readonly deltas: readonly TableDelta[]
  readonly changed: readonly ChangedTable[]
}

async function apply(
  { ledger, keepRows, approval, signal, beginPhase, facts }: ApplyOptions,
  transaction: TargetTransaction,
  { deltas, changed }: Changes,
): Promise<SyncOutcome> {
  // Those of an approved delta were kept when it was held.
  const limit = approval === undefined ? keepRows : 0
  const kept = await keepChanges(transaction, changed, { ledger, limit })
  await beginPhase('apply')
  await applyDelta(transaction.client, changed, signal)
  const tables = await proveTables(transaction.client, deltas)
  const receipt: Receipt = { ...facts(), tables: tables.map((table) => withKept(table, kept)) }
  await ledger.succeed(transaction.knex, receipt)
  return { state: 'succeeded', receipt }
}

async function hold(
  { ledger, keepRows, preview, staged, facts }: ApplyOptions,
  transaction: TargetTransaction,
  { deltas, changed, breaches }: Changes & Pick<Hold, 'breaches'>,
): Promise<SyncOutcome> {
  const { client, knex } = transaction
  const kept = await keepChanges(transaction, changed, { ledger, limit: keepRows })
  const kind = preview ? 'preview' : 'guard'
  const held: Hold = {
    kind,
    deltaDigest: await digestChanges(client, changed),
    staged: await keepStaging(client, staged),
    tables: deltas.map((delta) => withKept(changesOf(delta), kept)),
    breaches,
    ...facts(),
  }
  await ledger.hold(knex, held, holdReason(kind, breaches))
  return { state: 'held', hold: held }
}

function changesOf({ table, inserted, updated, deleted, unchanged }: TableDelta) {
  return { table: table.table.name, staged: table.rows, inserted, updated, deleted, unchanged }
}

function withKept<T extends { readonly table: string }>(
  table: T,
  kept: ReadonlyMap<string, number>,
): T & Pick<TableChanges, 'changesKept'> {
  return { ...table, changesKept: kept.get(table.table) ?? 0 }
}
