import type { ClientBase } from 'pg'

/**
 * Does work for which the server may take two workers of those that it has to spare: digests, for
 * which the order of rows does not matter. They take half the time then, and no more work.
 */
export async function withWorkers<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('set local max_parallel_workers_per_gather = 2')
  const result = await work()
  // A failure ends the transaction, and the setting with it.
  await client.query('set local max_parallel_workers_per_gather = 0')
  return result
}
