import type { Knex } from 'knex'
import { dropTables, selectStagingNames } from '../sql/drop-staging.ts'
import { qualifiedName } from '../sql/quote-identifier.ts'
import { fenceOfStaging, stagingPrefix, stagingSchema } from '../sql/staging-name.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'

const limitMs = 5_000

/**
 * Drops the staging tables of a dataset whose fence is at most `upToFence`: those of an attempt
 * that is over, and what attempts before it left behind when they died. Gives how many went. Safe
 * to repeat; waits at most a second for somebody who reads one, and some seconds for the server,
 * and then drops none.
 */
export async function sweepStaging({
  target,
  dataset,
  upToFence,
  kept = [],
}: {
  readonly target: Knex
  readonly dataset: string
  readonly upToFence: number
  /** Fences whose tables stay. */
  readonly kept?: readonly number[]
}): Promise<number> {
  // An attempt that was aborted has to be swept as well, but a silent server is not waited for.
  const signal = AbortSignal.timeout(limitMs)
  return inTargetTransaction(target, { signal, lockTimeoutSeconds: 1 }, async ({ client }) => {
    const names = await selectStagingNames(client, stagingPrefix(dataset))
    const isOver = (fence: number) => fence <= upToFence && !kept.includes(fence)
    const over = names.filter((name) => isOver(fenceOfStaging(name) ?? Infinity))
    if (over.length === 0) return 0
    await client.query('set local synchronous_commit = off')
    await client.query(dropTables(over.map((name) => qualifiedName(stagingSchema, name))))
    return over.length
  })
}
