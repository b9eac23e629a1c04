import type { Knex } from 'knex'
import type { Client } from 'pg'
import { cancelOnAbort, cutOnAbort } from '../connection/cancel-on-abort.ts'
import { withinLimit } from '../connection/cut-connection.ts'
import { pinSession } from '../connection/pin-session.ts'
import { beginOn, withClient } from '../connection/pool-client.ts'
import { selectTransactionId } from '../sql/transaction-status.ts'
import { commit, settleCommit, type HasCommitted } from './commit.ts'

/** An open transaction on the target: knex for whoever takes part in it, pg for COPY and SQL. */
export interface TargetTransaction {
  readonly knex: Knex.Transaction
  readonly client: Client
}

export interface TransactionOptions {
  readonly signal: AbortSignal
  readonly lockTimeoutSeconds: number
  /** Between two of its statements a source may take any time to answer. */
  readonly waitsForSource?: boolean
  /** Everything it reads belongs to one instant. */
  readonly isOneInstant?: boolean
  /** Asked when the answer to the commit was lost. Without it, a lost answer is a failure. */
  readonly hasCommitted?: HasCommitted
}

const rollbackLimitMs = 2_000

/**
 * Does `work` in one transaction with pinned settings and commits it; any error rolls all of it
 * back. Unless it waits for a source, the server ends it when it hears nothing for 30 s between two
 * statements: a process that was stopped must not keep its locks, or the dataset's lease, for ever. An abort cancels the running statement and throws the signal's reason, unless the commit
 * has begun: then the commit decides. It never waits long for a server that has fallen silent:
 * seconds after the abort the connection is cut.
 */
export async function inTargetTransaction<T>(
  target: Knex,
  options: TransactionOptions,
  work: (transaction: TargetTransaction) => Promise<T>,
): Promise<T> {
  const { signal, hasCommitted } = options
  signal.throwIfAborted()
  return withClient(target, async (client) => {
    const watch = cutOnAbort(client, signal)
    try {
      const transaction = { knex: await beginOn(target, client), client }
      const { result, id } = await workOrRollBack(target, transaction, options, async () => ({
        result: await work(transaction),
        id: hasCommitted === undefined ? undefined : await selectTransactionId(client),
      }))
      const committing = commit(transaction.knex)
      await (hasCommitted === undefined || id === undefined
        ? committing
        : settleCommit(committing, { target, id, hasCommitted }))
      return result
    } finally {
      watch.end()
    }
  })
}

async function workOrRollBack<T>(
  target: Knex,
  transaction: TargetTransaction,
  options: TransactionOptions,
  work: () => Promise<T>,
): Promise<T> {
  const { signal } = options
  const { client } = transaction
  try {
    const pid = await pinSession(client, options)
    const watch = cancelOnAbort({ target, client, pid, signal })
    let result: T
    try {
      result = await work()
    } finally {
      await watch.end()
    }
    signal.throwIfAborted()
    return result
  } catch (error) {
    await withinLimit(client, rollbackLimitMs, () => rollBack(transaction.knex))
    signal.throwIfAborted()
    throw error
  }
}

async function rollBack(transaction: Knex.Transaction): Promise<void> {
  // On a connection that is gone the server rolls back by itself.
  await transaction.rollback().catch(() => undefined)
  await transaction.executionPromise.catch(() => undefined)
}
