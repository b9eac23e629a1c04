import type { Knex } from 'knex'
import type { Client } from 'pg'
import { cancelOnAbort } from './cancel-on-abort.ts'
import { commit, type HasCommitted } from './commit.ts'
import { pinSession } from './pin-session.ts'
import { withClient } from './pool-client.ts'

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
  options: TransactionOptions,
  work: (transaction: TargetTransaction) => Promise<T>,
): Promise<T> {
  const { signal, hasCommitted } = options
  signal.throwIfAborted()
  const transaction = await target.transaction()
  let result: T
  try {
    result = await withClient(transaction, async (client) => {
      const pid = await pinSession(client, options)
      const watch = cancelOnAbort({ target, client, pid, signal })
      try {
        return await work({ knex: transaction, client })
      } finally {
        await watch.end()
      }
    })
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
