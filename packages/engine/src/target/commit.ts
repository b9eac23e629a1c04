import { SyncError } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import { setTimeout as delay } from 'node:timers/promises'
import { withinLimit } from '../connection/cut-connection.ts'
import { withClient } from '../connection/pool-client.ts'
import { targetFailure } from '../failures/target-failure.ts'
import { isInProgress } from '../sql/transaction-status.ts'

export type HasCommitted = () => Promise<boolean>

const settleLimitMs = 30_000
const questionLimitMs = 5_000
const pauseMs = 250

/** Commits; a commit whose answer is lost counts as failed. */
export async function commit(transaction: Knex.Transaction): Promise<void> {
  try {
    await Promise.all([transaction.commit(), transaction.executionPromise])
  } catch (error) {
    throw targetFailure(error)
  }
}

/** Whom to ask about a commit whose answer was lost. */
export interface CommitWitness {
  readonly target: Knex
  /** The server's number of the transaction. */
  readonly id: string
  readonly hasCommitted: HasCommitted
}

/**
 * Waits for a commit and tells for certain whether it happened. Where the answer is lost with the
 * connection, the server may still be at it: for up to half a minute it is asked until it is
 * through with the transaction, and then `hasCommitted` what became of it. The error says
 * `written: 'nothing'`, or `'unknown'` when nobody could tell.
 */
export async function settleCommit(
  committing: Promise<void>,
  witness: CommitWitness,
): Promise<void> {
  try {
    await committing
  } catch (failure) {
    const isLost = failure instanceof SyncError && failure.code === 'TARGET_UNREACHABLE'
    if (!isLost) throw failure
    const isCommitted = await askUntilSettled(witness)
    if (isCommitted === true) return
    const written = isCommitted === undefined ? 'unknown' : 'nothing'
    throw new SyncError(failure.code, { ...failure.details, written }, failure.cause)
  }
}

async function askUntilSettled({
  target,
  id,
  hasCommitted,
}: CommitWitness): Promise<boolean | undefined> {
  const endMs = performance.now() + settleLimitMs
  while (performance.now() < endMs) {
    try {
      const isOpen = await withClient(target, (other) =>
        withinLimit(other, questionLimitMs, () => isInProgress(other, id)),
      )
      if (!isOpen) return await hasCommitted()
    } catch {
      // Nobody answers yet.
    }
    await delay(pauseMs)
  }
  return undefined
}
