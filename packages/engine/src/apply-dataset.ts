import { SyncError, type Phase } from '@aaps-data/contracts'
import type { AttemptLedger, Receipt, TableReceipt } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import type { ClientBase } from 'pg'
import { applyDelta } from './apply-delta.ts'
import { atTable } from './at-table.ts'
import { computeDelta, countTargets, isEmptyDelta, type TableDelta } from './compute-delta.ts'
import { digestTarget } from './digest-table.ts'
import { explainUnique } from './explain-unique.ts'
import { lockTarget } from './lock-target.ts'
import type { StagedTable } from './staged-table.ts'
import { inTargetTransaction } from './target-transaction.ts'

export interface ApplyOptions {
  readonly target: Knex
  readonly ledger: AttemptLedger
  readonly lockTimeoutSeconds: number
  /** Parents first. */
  readonly staged: readonly StagedTable[]
  readonly signal: AbortSignal
  readonly beginPhase: (phase: Phase) => Promise<void>
  /** Completes the receipt; called when nothing but the commit is left. */
  readonly receiptOf: (tables: readonly TableReceipt[]) => Receipt
}

/**
 * Makes the target equal to what is staged, in one transaction that also holds the receipt and
 * the run's end: all of it happens, or nothing. The delta is computed after the locks are taken,
 * so nobody changes the target between comparing and writing.
 */
export async function applyDataset(options: ApplyOptions): Promise<Receipt> {
  try {
    return await applyInTransaction(options)
  } catch (error) {
    throw await explainUnique(options.target, options.staged, error)
  }
}

async function applyInTransaction(options: ApplyOptions): Promise<Receipt> {
  const { target, ledger, lockTimeoutSeconds, staged, signal, beginPhase, receiptOf } = options
  const hasCommitted = () => ledger.hasEnded()
  return inTargetTransaction(
    target,
    { signal, lockTimeoutSeconds, hasCommitted },
    async (transaction) => {
      const { client } = transaction
      await ledger.lockFence(transaction.knex)
      await lockTarget(target, transaction, staged)

      const deltas = await computeDeltas(client, staged, signal)
      await beginPhase('apply')
      await applyDelta(client, deltas, signal)

      const receipt = receiptOf(await proveTables(client, deltas))
      await ledger.succeed(transaction.knex, receipt)
      return receipt
    },
  )
}

async function computeDeltas(
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

/**
 * Digests what the target holds now. Throws `TARGET_INTERFERED` when it is not what was staged:
 * a trigger or a rule has changed rows behind our back.
 */
async function proveTables(
  client: ClientBase,
  deltas: readonly TableDelta[],
): Promise<readonly TableReceipt[]> {
  // When nothing was written, the comparison under the lock has proved it, row by row.
  const isUnchanged = deltas.every(isEmptyDelta)
  const receipts: TableReceipt[] = []
  for (const { table, inserted, updated, deleted, unchanged, sourceDigest } of deltas) {
    const { name } = table.table
    const digest = () => atTable(name, () => digestTarget(client, table))
    const proved = isUnchanged ? { rows: table.rows, digest: sourceDigest } : await digest()
    if (proved.digest !== sourceDigest || proved.rows !== table.rows) {
      throw new SyncError('TARGET_INTERFERED', {
        table: name,
        staged: table.rows,
        found: proved.rows,
      })
    }
    const counts = { staged: table.rows, inserted, updated, deleted, unchanged, changesKept: 0 }
    receipts.push({ table: name, ...counts, sourceDigest, targetDigest: proved.digest })
  }
  return receipts
}
