import { reportError, SyncError } from '@aaps-data/contracts'
import type { Knex } from 'knex'

/** What a sweep has mended. */
export interface SweepReport {
  readonly takenBack: readonly string[]
  readonly woken: number
  readonly nudged: number
  /** Runs that were not done by their deadline. */
  readonly overdue: number
}

/**
 * Mends what died or was lost: takes back the datasets of dead workers, queues waiting runs whose
 * time has come, fails what has missed its deadline, and announces again what was forgotten. Each step commits by itself and is tried
 * even when another fails, whose error is thrown at the end; any number of sweeps may run at once,
 * and one that dies is made good by the next.
 */
export async function sweep(
  db: Knex,
  {
    nudgeAfterMs,
    limit,
    writer,
  }: {
    /** Age of a command after which a run that is still queued is announced again. */
    readonly nudgeAfterMs: number
    /** Most datasets and runs that each step of one sweep mends. */
    readonly limit: number
    readonly writer: string
  },
): Promise<SweepReport> {
  const lost = JSON.stringify(reportError(new SyncError('WORKER_LOST')))
  const takeBack = async () => {
    const { rows } = await db.raw<{ rows: { run_id: string }[] }>(
      `select sync.take_back_expired(?::jsonb, ?, ?) as run_id`,
      [lost, limit, writer],
    )
    return rows.map((row) => row.run_id)
  }
  const count = async (sql: string, bindings: readonly Knex.RawBinding[]) => {
    const { rows } = await db.raw<{ rows: { count: number }[] }>(sql, bindings)
    return rows[0]?.count ?? 0
  }

  const takenBack = await settle(takeBack())
  const woken = await settle(count(`select sync.wake_waiting(?, ?) as count`, [limit, writer]))
  const overdue = await settle(
    count(`select sync.fail_overdue(?::jsonb, ?, ?) as count`, [
      JSON.stringify(reportError(new SyncError('DEADLINE_PASSED'))),
      limit,
      writer,
    ]),
  )
  const nudged = await settle(
    count(`select sync.nudge_forgotten(? * interval '1 ms', ?, ?) as count`, [
      nudgeAfterMs,
      limit,
      writer,
    ]),
  )
  return { takenBack: takenBack(), woken: woken(), overdue: overdue(), nudged: nudged() }
}

/** Waits for the end of a step; what is given throws the step's error, if it had one. */
async function settle<T>(step: Promise<T>): Promise<() => T> {
  try {
    const value = await step
    return () => value
  } catch (error) {
    return () => {
      throw error
    }
  }
}
