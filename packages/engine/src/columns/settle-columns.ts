import { SyncError } from '@aaps-data/contracts'
import type { AttemptLedger, Notice } from '@aaps-data/ledger'
import type { Snapshot } from '@aaps-data/sources'
import type { Knex } from 'knex'
import { targetFailure } from '../failures/target-failure.ts'
import type { Plan } from '../plan/plan-run.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'
import { readColumnFacts } from './column-facts.ts'
import { driftError } from './drift-fault.ts'
import { judgeColumns } from './judge-columns.ts'

/** What an attempt carries, and what people should know of its columns. */
export interface SettledColumns {
  readonly plan: Plan
  readonly notices: readonly Notice[]
}

/**
 * Settles which columns an attempt carries, before any row is read. Throws `SOURCE_COLUMN_MISSING`,
 * `SOURCE_COLUMN_TYPE` or `SOURCE_COLUMN_NEW` with all that the dataset's policy does not let pass.
 * Under the policy `add` the target gets columns and wider types, in a transaction of its own under
 * the fence; a preview alters nothing.
 */
export async function settleColumns({
  plan,
  snapshot,
  target,
  ledger,
  preview,
  signal,
}: {
  readonly plan: Plan
  readonly snapshot: Snapshot
  readonly target: Knex
  readonly ledger: AttemptLedger
  readonly preview: boolean
  readonly signal: AbortSignal
}): Promise<SettledColumns> {
  const { lockTimeoutSeconds } = plan.dataset
  const relations = await snapshot.describeRelations(plan.sourceTables)
  const options = { signal, lockTimeoutSeconds }
  const facts = await inTargetTransaction(target, options, ({ client }) =>
    readColumnFacts(client, plan, relations),
  )
  const judgement = judgeColumns(plan, facts, { mayAlter: !preview })
  const error = driftError(judgement.faults)
  if (error !== undefined) throw error
  if (judgement.statements.length > 0) {
    await inTargetTransaction(target, options, async ({ knex, client }) => {
      await ledger.lockFence(knex)
      for (const statement of judgement.statements) {
        await client.query(statement).catch((cause: unknown) => {
          throw refusal(cause, statement)
        })
      }
    })
  }
  return judgement
}

// Such as a view over a column, which keeps its type.
const dependent = new Set(['0A000', '2BP01'])

function refusal(error: unknown, statement: string): unknown {
  const failure = targetFailure(error)
  if (!(failure instanceof SyncError)) return failure
  const { sqlState } = failure.details
  return typeof sqlState === 'string' && dependent.has(sqlState)
    ? new SyncError('SOURCE_COLUMN_TYPE', { ...failure.details, statement }, error)
    : new SyncError(failure.code, { ...failure.details, statement }, error)
}
