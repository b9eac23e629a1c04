import { SyncError, type ErrorReport, type Phase } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import { selectBaseline, type Baseline } from './baseline.ts'
import type { Claim } from './claim-run.ts'
import type { Hold } from './hold.ts'
import type { Receipt } from './receipt.ts'
import { recordRejects, type FoundRejects } from './record-rejects.ts'

const rowsForgottenAtOnce = 20_000

/** What an attempt may write to the ledger. Every write holds only under the attempt's fence. */
export interface AttemptLedger {
  /** What the last run that succeeded has proved; undefined before the first. */
  baseline(): Promise<Baseline | undefined>
  /** Makes the dataset's next attempt read everything, whatever its mode. */
  requireFullRead(): Promise<void>
  /** Notes the phase that begins, for the page. Cheap, and outside the apply transaction. */
  beginPhase(phase: Phase): Promise<void>
  /**
   * Locks the dataset's lease row in the open transaction, so that nobody can take the dataset
   * over before it ends. Throws `LEASE_LOST` when somebody already has.
   */
  lockFence(transaction: Knex.Transaction): Promise<void>
  /**
   * Writes receipt, final state, freed lease and outgoing messages in one transaction, the caller's
   * when `db` is one. Throws `LEASE_LOST` when somebody else has the dataset.
   */
  succeed(db: Knex, receipt: Receipt): Promise<void>
  /**
   * Keeps a delta for a person in the open transaction: the run is held, the lease freed, and a
   * delta of the dataset that was held before is superseded. `error` says why it was not applied.
   */
  hold(transaction: Knex.Transaction, hold: Hold, error: ErrorReport | undefined): Promise<void>
  /** Asks, after a commit whose answer was lost, whether it happened: succeeded or held. */
  hasEnded(): Promise<boolean>
  /**
   * Keeps changes that the open transaction has written out: `relation`, unqualified, has the
   * columns `operation`, `key`, `before` and `after`. Gives how many.
   */
  keepChanges(
    transaction: Knex.Transaction,
    changes: { readonly table: string; readonly relation: string },
  ): Promise<number>
  /**
   * Writes the rows that broke rules in the open transaction, in place of those of earlier attempts
   * of the run, and marks as solved what earlier runs found and this one did not. Throws
   * `LEASE_LOST`; locks nothing when there is nothing to write.
   */
  recordRejects(transaction: Knex.Transaction, found: FoundRejects): Promise<void>
  /**
   * How many rows of each table the last ten full runs of the dataset have read, since a person has
   * last approved another number of them.
   */
  usualRows(): Promise<ReadonlyMap<string, readonly number[]>>
  /** Forgets changes and rejects of the dataset's runs that ended over `keepDays` ago, in part. */
  forgetRows(keepDays: number): Promise<void>
  /** The fences of the dataset whose staging tables are still wanted: held, or approved since. */
  keptFences(): Promise<readonly number[]>
}

// What is held is written by its approval alone: a receipt of a run that was held is approved.
const usualRows = `
  with last as (
    select run_id, written_at from sync.receipts
    where dataset = ? and mode = 'full' and not is_partial order by written_at desc limit 10
  ), approved as (
    select last.written_at, breach ->> 'table' as table_name
    from last join sync.holds as h on h.run_id = last.run_id
    cross join jsonb_array_elements(h.breaches) as breach
    where breach ->> 'guard' = 'maxCountChange'
  )
  select t.table_name as "table", array_agg(t.staged) as counts
  from last join sync.receipt_tables as t on t.run_id = last.run_id
  where not exists (
    select from approved as a
    where a.table_name = t.table_name and a.written_at > last.written_at)
  group by t.table_name`

/** The ledger of one claimed attempt. `db` serves what happens outside the apply transaction. */
export function openAttemptLedger(db: Knex, claim: Claim, writer: string): AttemptLedger {
  const leaseLost = () =>
    new SyncError('LEASE_LOST', { dataset: claim.dataset, runId: claim.runId, fence: claim.fence })

  const lockFence = async (transaction: Knex.Transaction) => {
    const { rows } = await transaction.raw<{ rows: unknown[] }>(
      `select from sync.datasets where name = ? and fence = ? and run_id = ? for update`,
      [claim.dataset, claim.fence, claim.runId],
    )
    if (rows.length === 0) throw leaseLost()
  }

  return {
    lockFence,

    baseline: () => selectBaseline(db, claim.dataset),

    async requireFullRead() {
      await db.raw(`update sync.datasets set full_needed = true where name = ? and fence = ?`, [
        claim.dataset,
        claim.fence,
      ])
    },

    async beginPhase(phase) {
      await db.raw(
        `update sync.attempts set phase = ? where run_id = ? and fence = ? and outcome is null`,
        [phase, claim.runId, claim.fence],
      )
    },

    async succeed(where, receipt) {
      const { rows } = await where.raw<{ rows: { finished: boolean }[] }>(
        `select sync.finish_run(?, ?, ?::jsonb, ?) as finished`,
        [claim.runId, claim.fence, JSON.stringify(receipt), writer],
      )
      if (rows[0]?.finished !== true) throw leaseLost()
    },

    async hold(transaction, hold, error) {
      const { rows } = await transaction.raw<{ rows: { held: boolean }[] }>(
        `select sync.hold_run(?, ?, ?::jsonb, ?::jsonb, ?) as held`,
        [
          claim.runId,
          claim.fence,
          JSON.stringify(hold),
          error === undefined ? null : JSON.stringify(error),
          writer,
        ],
      )
      if (rows[0]?.held !== true) throw leaseLost()
    },

    async hasEnded() {
      const { rows } = await db.raw<{ rows: unknown[] }>(
        `select from sync.receipts where run_id = :run and fence = :fence
         union all select from sync.holds where run_id = :run and fence = :fence`,
        { run: claim.runId, fence: claim.fence },
      )
      return rows.length > 0
    },

    async keepChanges(transaction, { table, relation }) {
      const { rowCount } = await transaction.raw<{ rowCount: number }>(
        `insert into sync.changes (run_id, table_name, operation, key, before, after)
         select ?, ?, operation, key, before, after from ??`,
        [claim.runId, table, relation],
      )
      return rowCount
    },

    recordRejects: (transaction, found) =>
      recordRejects(transaction, claim, found, () => lockFence(transaction)),

    async usualRows() {
      const { rows } = await db.raw<{ rows: { table: string; counts: string[] }[] }>(usualRows, [
        claim.dataset,
      ])
      return new Map(rows.map(({ table, counts }) => [table, counts.map(Number)]))
    },

    async forgetRows(keepDays) {
      for (const table of ['sync.changes', 'sync.rejects']) {
        await db.raw(
          `delete from ?? where id in (
             select c.id from ?? as c join sync.runs as r on r.id = c.run_id
             where r.dataset = ? and r.finished_at < now() - ? * interval '1 day'
             limit ?)`,
          [table, table, claim.dataset, keepDays, rowsForgottenAtOnce],
        )
      }
    },

    async keptFences() {
      const { rows } = await db.raw<{ rows: { fence: string }[] }>(
        `select h.fence from sync.holds as h join sync.runs as r on r.id = h.run_id
         where h.dataset = ? and r.finished_at is null`,
        [claim.dataset],
      )
      return rows.map(({ fence }) => Number(fence))
    },
  }
}
