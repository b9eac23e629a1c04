import { SyncError } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import { setTimeout as delay } from 'node:timers/promises'
import { targetFailure } from './target-failure.ts'

export type HasCommitted = () => Promise<boolean>

const questions = 10
const pauseMs = 1_000

/**
 * Commits. Where the answer is lost with the connection, `hasCommitted` tells what became of it,
 * asked for some ten seconds; as long as nobody knows, the error says `written: 'unknown'`.
 */
export async function commit(
  transaction: Knex.Transaction,
  hasCommitted: HasCommitted | undefined,
): Promise<void> {
  try {
    await Promise.all([transaction.commit(), transaction.executionPromise])
  } catch (error) {
    const failure = targetFailure(error)
    const isLost = failure instanceof SyncError && failure.code === 'TARGET_UNREACHABLE'
    if (!isLost || hasCommitted === undefined) throw failure
    if (!(await askWhetherCommitted(hasCommitted, failure))) throw failure
  }
}

async function askWhetherCommitted(
  hasCommitted: HasCommitted,
  failure: SyncError,
): Promise<boolean> {
  for (let question = 1; question <= questions; question += 1) {
    try {
      return await hasCommitted()
    } catch {
      await delay(pauseMs)
    }
  }
  throw new SyncError(failure.code, { ...failure.details, written: 'unknown' }, failure.cause)
}
