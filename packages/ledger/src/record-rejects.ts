import type { RejectAction } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import type { Claim } from './claim-run.ts'

/** How many rows of a table broke a rule. */
export interface RejectCount {
  readonly table: string
  /** Undefined where the rule is about several columns. */
  readonly column: string | undefined
  readonly rule: string
  readonly action: RejectAction
  readonly rows: number
  /** Not all of them are kept one by one. */
  readonly isCapped: boolean
}

/** What an attempt has found in rows that it has read. */
export interface FoundRejects {
  readonly counts: readonly RejectCount[]
  /**
   * A relation of the open transaction that holds them one by one, in the columns of `sync.rejects`
   * from `table_name` to `fingerprint`; undefined when there are none.
   */
  readonly relation: string | undefined
  /** Tables of which not every row has been looked at: what was found in them before stays open. */
  readonly unseenTables: readonly string[]
}

const columns = 'table_name, column_name, rule, action, key, place, value, facts, fingerprint'

/**
 * Writes what an attempt has found, and marks as solved what earlier runs found and this one does
 * not, in the open transaction. What earlier attempts of the same run have found is replaced.
 * `lockFence` is called before anything is written; where there is nothing to write, it is not.
 */
export async function recordRejects(
  transaction: Knex.Transaction,
  claim: Claim,
  { counts, relation, unseenTables }: FoundRejects,
  lockFence: () => Promise<void>,
): Promise<void> {
  if (relation === undefined && !(await hasEarlier(transaction, claim))) return
  await lockFence()
  for (const table of ['sync.rejects', 'sync.reject_counts']) {
    await transaction.raw(`delete from ?? where run_id = ? and attempt < ?`, [
      table,
      claim.runId,
      claim.attempt,
    ])
  }
  if (relation !== undefined) {
    await transaction.raw(
      `insert into sync.rejects (run_id, attempt, dataset, ${columns})
       select ?, ?, ?, ${columns} from ?? order by table_name, rule, column_name`,
      [claim.runId, claim.attempt, claim.dataset, relation],
    )
    await insertCounts(transaction, claim, counts)
  }
  await markSolved(transaction, claim, { counts, unseenTables })
}

async function hasEarlier(transaction: Knex.Transaction, claim: Claim): Promise<boolean> {
  const { rows } = await transaction.raw<{ rows: { found: boolean }[] }>(
    `select exists (select from sync.rejects where dataset = ? and solved_at is null) as found`,
    [claim.dataset],
  )
  return rows[0]?.found === true
}

async function insertCounts(
  transaction: Knex.Transaction,
  { runId, attempt }: Claim,
  counts: readonly RejectCount[],
): Promise<void> {
  await transaction.raw(
    `insert into sync.reject_counts (run_id, attempt, table_name, column_name, rule, action, rows)
     select ?, ?, c.item ->> 'table', c.item ->> 'column', c.item ->> 'rule',
            c.item ->> 'action', (c.item ->> 'rows')::bigint
     from jsonb_array_elements(?::jsonb) as c (item)`,
    [runId, attempt, JSON.stringify(counts)],
  )
}

// Of rules whose rejects are not all kept nothing can be told.
async function markSolved(
  transaction: Knex.Transaction,
  { runId, dataset }: Claim,
  { counts, unseenTables }: Pick<FoundRejects, 'counts' | 'unseenTables'>,
): Promise<void> {
  const capped = counts.filter(({ isCapped }) => isCapped)
  await transaction.raw(
    `update sync.rejects as old set solved_at = clock_timestamp(), solved_by = :run
     where old.dataset = :dataset and old.solved_at is null and old.run_id <> :run
       and old.table_name <> all (:unseen)
       and not exists (
         select from sync.rejects as found
         where found.run_id = :run and found.table_name = old.table_name
           and found.fingerprint = old.fingerprint)
       and not exists (
         select from jsonb_array_elements(:capped::jsonb) as c (item)
         where c.item ->> 'table' = old.table_name and c.item ->> 'rule' = old.rule
           and c.item ->> 'column' is not distinct from old.column_name)`,
    { run: runId, dataset, unseen: unseenTables, capped: JSON.stringify(capped) },
  )
}
