import type { Dataset } from '@aaps-data/catalog'
import type { SyncError } from '@aaps-data/contracts'
import type { Notice } from '@aaps-data/ledger'
import type { Source } from '@aaps-data/sources'
import type { Knex } from 'knex'
import { planRun } from '../plan/plan-run.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'
import { readColumnFacts } from './column-facts.ts'
import { driftError } from './drift-fault.ts'
import { judgeColumns } from './judge-columns.ts'

/**
 * Says what a run of a dataset would make of the columns of its source and target as they are now:
 * an error for each drift that it would end with, and what it would give notice of. Reads catalogs
 * only and changes nothing. Throws `SyncError` when either side cannot be asked.
 */
export async function checkColumns({
  dataset,
  source,
  target,
  signal,
}: {
  readonly dataset: Dataset
  readonly source: Source
  readonly target: Knex
  readonly signal: AbortSignal
}): Promise<{ readonly errors: readonly SyncError[]; readonly notices: readonly Notice[] }> {
  const plan = planRun(dataset, { mode: 'full', baseline: undefined, at: new Date() })
  const { lockTimeoutSeconds } = dataset
  const snapshot = await source.openSnapshot({ signal, tables: plan.sourceTables })
  try {
    const relations = await snapshot.describeRelations(plan.sourceTables)
    const facts = await inTargetTransaction(target, { signal, lockTimeoutSeconds }, ({ client }) =>
      readColumnFacts(client, plan, relations),
    )
    const { faults, notices } = judgeColumns(plan, facts, { mayAlter: true })
    const remarks = (await snapshot.remarks?.(plan.sourceTables)) ?? []
    return {
      errors: faults.flatMap((fault) => driftError([fault]) ?? []),
      notices: [...notices, ...remarks],
    }
  } finally {
    await snapshot.release()
  }
}
