import type { Knex } from 'knex'

/** After how many days what is forgotten. */
export interface RetentionDays {
  /** Runs of schedules, with their attempts, receipts, changes, rejects and notices; slots too. */
  readonly scheduledRuns: number
  /** Runs that people and services asked for. */
  readonly interactiveRuns: number
  /** Entries of the audit log; the ledger itself keeps each for a year. */
  readonly audit: number
}

/** How many rows were forgotten. */
export interface Forgotten {
  readonly runs: number
  readonly slots: number
  readonly audit: number
}

const runsAtOnce = 50
const rowsAtOnce = 2_000
const batchesAtOnce = 20

/**
 * Forgets what is old, in small transactions, oldest first, and a bounded part of it in one call:
 * it is safe beside everything else, and to repeat. What the next run of a dataset builds on stays,
 * and so do its last hundred runs.
 */
export async function forgetOld(db: Knex, days: RetentionDays): Promise<Forgotten> {
  const forget = async (sql: string, age: number, limit: number): Promise<number> => {
    let total = 0
    for (let batch = 0; batch < batchesAtOnce; batch += 1) {
      const { rows } = await db.raw<{ rows: { count: number }[] }>(sql, [age, limit])
      const count = rows[0]?.count ?? 0
      total += count
      if (count < limit) break
    }
    return total
  }
  const runsOf = (runClass: 'scheduled' | 'interactive', age: number) =>
    forget(
      `select sync.forget_runs('${runClass}', ? * interval '1 day', ?) as count`,
      age,
      runsAtOnce,
    )
  const scheduled = await runsOf('scheduled', days.scheduledRuns)
  const interactive = await runsOf('interactive', days.interactiveRuns)
  const slots = await forget(
    `select sync.forget_slots(? * interval '1 day', ?) as count`,
    days.scheduledRuns,
    rowsAtOnce,
  )
  const audit = await forget(
    `select sync.forget_audit(? * interval '1 day', ?) as count`,
    days.audit,
    rowsAtOnce,
  )
  await db.raw(`delete from sync.publishers where counted_at < now() - interval '1 day'`)
  return { runs: scheduled + interactive, slots, audit }
}
