import type { Snapshot } from '@aaps-data/sources'
import type { Knex } from 'knex'
import { createStagingTables } from './create-staging-tables.ts'
import { describeTarget } from './describe-target.ts'
import type { Plan } from './plan-run.ts'
import { readSource } from './read-source.ts'
import { analyzeStaging } from './sql/analyze-staging.ts'
import { stageDerived } from './stage-derived.ts'
import type { StagedTable } from './staged-table.ts'
import type { ReportProgress } from './sync-progress.ts'
import { inTargetTransaction } from './target-transaction.ts'

export interface StageOptions {
  readonly plan: Plan
  readonly fence: number
  readonly snapshot: Snapshot
  readonly target: Knex
  readonly progress: ReportProgress
  readonly signal: AbortSignal
}

/**
 * Brings the rows of a snapshot into staging tables of this attempt, and the derived tables after
 * them, all in one transaction: an attempt that fails or dies here leaves nothing behind. The
 * snapshot is released when its last row has been read.
 */
export async function stageDataset(options: StageOptions): Promise<readonly StagedTable[]> {
  const { plan, fence, snapshot, target, progress, signal } = options
  const { dataset, derivedTables } = plan
  const { lockTimeoutSeconds } = dataset
  return inTargetTransaction(target, { signal, lockTimeoutSeconds }, async ({ client }) => {
    // Staging is unlogged: waiting for the disk at its commit would save nothing.
    await client.query('set local synchronous_commit = off')
    const targetTypes = await describeTarget(client, dataset)
    const empty = await createStagingTables(client, { plan, fence, snapshot, targetTypes })
    const staged = [...(await readSource(client, { tables: empty, snapshot, progress, signal }))]
    await snapshot.release()

    if (derivedTables.length > 0) await analyzeStaging(client, staged)
    for (const table of derivedTables) {
      signal.throwIfAborted()
      staged.push(await stageDerived(client, { dataset, fence, table, staged, targetTypes }))
    }
    return staged
  })
}
