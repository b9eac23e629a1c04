import type { StagedTable } from '../sql/staged-table.ts'
import { describeTarget } from '../target/describe-target.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'
import { layOutStaging } from './lay-out-staging.ts'
import { readAtOnce, type ReadOptions } from './read-at-once.ts'

export interface StageOptions extends ReadOptions {
  readonly fence: number
}

/**
 * Brings the rows of a snapshot into staging tables of this attempt. Several tables are read at the
 * same time, each reader into a transaction of its own; what an attempt leaves behind that fails or
 * dies here, it or the next one sweeps. The snapshot is released when its last row has been read.
 */
export async function stageDataset(options: StageOptions): Promise<readonly StagedTable[]> {
  const { plan, fence, snapshot, target, signal } = options
  const { lockTimeoutSeconds } = plan.dataset
  const waiting = { signal, lockTimeoutSeconds, waitsForSource: true }
  return inTargetTransaction(target, waiting, async ({ client }) => {
    // Staging is unlogged: waiting for the disk at its commit would save nothing.
    await client.query('set local synchronous_commit = off')
    const targetTypes = await describeTarget(client, plan.dataset)
    const tables = await layOutStaging(client, { plan, fence, snapshot, targetTypes })
    const staged = await readAtOnce(client, { ...options, tables })
    await snapshot.release()
    return staged
  })
}
