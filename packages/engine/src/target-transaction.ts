import type { Knex } from 'knex'
import type { Client } from 'pg'
import { cancelOnAbort } from './cancel-on-abort.ts'
import { commit, type HasCommitted } from './commit.ts'
import { pinSession } from './pin-session.ts'

/** An open transaction on the target: knex for whoever takes part in it, pg for COPY and SQL. */
export interface TargetTransaction {
  readonly knex: Knex.Transaction
  readonly client: Client
}

export interface TransactionOptions {
  readonly signal: AbortSignal
  readonly lockTimeoutSeconds: number
  /** Asked when the answer to the commit was lost. Without it, a lost answer is a failure. */
  readonly hasCommitted?: HasCommitted
}

/**
 * Does `work` in one transaction with pinned settings and commits it; any error rolls all of it
 * back. An abort cancels the running statement and throws the signal's reason, unless the commit
 * has begun: then the commit decides.
 */
export async function inTargetTransaction<T>(
  target: Knex,
  { signal, lockTimeoutSeconds, hasCommitted }: TransactionOptions,
  work: (transaction: TargetTransaction) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const transaction = await target.transaction()
  let result: T
  try {
    const client = (await transaction.client.acquireConnection()) as Client
    const pid = await pinSession(client, { lockTimeoutSeconds })
    const watch = cancelOnAbort({ target, client, pid, signal })
    try {
      result = await work({ knex: transaction, client })
    } finally {
      await watch.end()
    }
    signal.throwIfAborted()
  } catch (error) {
    await rollBack(transaction)
    signal.throwIfAborted()
    throw error
  }
  await commit(transaction, hasCommitted)
  return result
}

async function rollBack(transaction: Knex.Transaction): Promise<void> {
  // On a connection that is gone the server rolls back by itself.
  await transaction.rollback().catch(() => undefined)
  await transaction.executionPromise.catch(() => undefined)
}
