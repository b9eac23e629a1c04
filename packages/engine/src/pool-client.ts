import type { Knex } from 'knex'
import type { Client } from 'pg'

interface ClientPool {
  acquireConnection(): Promise<Client>
  releaseConnection(client: Client): Promise<void>
}

/** Does `work` on a connection of the pool, or on a transaction's own, and gives it back. */
export async function withClient<T>(
  target: Knex,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  // knex leaves its dialect's pool untyped.
  const pool = target.client as ClientPool
  const client = await pool.acquireConnection()
  try {
    return await work(client)
  } finally {
    await pool.releaseConnection(client)
  }
}
