import type { Knex } from 'knex'
import type { Client } from 'pg'

// knex leaves its dialect's pool untyped. This file is the only one that relies on it.
interface ClientPool {
  acquireConnection(): Promise<PooledClient>
  releaseConnection(client: PooledClient): Promise<void>
}

interface PooledClient extends Client {
  /** The pool never lends a client again that has it. */
  __knex__disposed?: unknown
}

/**
 * Does `work` on a connection of the pool, or on a transaction's own, and gives it back. One that
 * was cut goes for good: the pool opens another.
 */
export async function withClient<T>(
  target: Knex,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const pool = target.client as ClientPool
  const client = await pool.acquireConnection()
  try {
    return await work(client)
  } finally {
    // The pool hears of a cut only a moment later.
    if (client.connection.stream.destroyed) client.__knex__disposed ??= 'cut'
    await pool.releaseConnection(client)
  }
}

/**
 * Begins a transaction of knex on a connection that the caller holds and gives back. Throws when the
 * server refuses: knex gives a transaction all the same, and what ran on the connection would be
 * committed statement by statement.
 */
export async function beginOn(target: Knex, client: Client): Promise<Knex.Transaction> {
  const transaction = await target.transaction({ connection: client })
  if (transaction.isCompleted()) await transaction.executionPromise
  return transaction
}
