import { reportError, SyncError } from '@aaps-data/contracts'
import type { Knex } from 'knex'

/** What a sweep has mended. */
export interface SweepReport {
  readonly takenBack: readonly string[]
  readonly woken: number
  readonly nudged: number
}

/**
 * Mends what died or was lost: takes back the datasets of dead workers, queues waiting runs whose
 * time has come, and announces again what was forgotten. Each step commits by itself; any number
 * of sweeps may run at once, and one that dies is made good by the next.
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
    /** Most runs that one sweep wakes or announces. */
    readonly limit: number
    readonly writer: string
  },
): Promise<SweepReport> {
  const lost = JSON.stringify(reportError(new SyncError('WORKER_LOST')))
  const { rows: takenBack } = await db.raw<{ rows: { run_id: string }[] }>(
    `select sync.take_back_expired(?::jsonb, interval '0', ?) as run_id`,
    [lost, writer],
  )
  const { rows: woken } = await db.raw<{ rows: { count: number }[] }>(
    `select sync.wake_waiting(?, ?) as count`,
    [limit, writer],
  )
  const { rows: nudged } = await db.raw<{ rows: { count: number }[] }>(
    `select sync.nudge_forgotten(? * interval '1 ms', ?, ?) as count`,
    [nudgeAfterMs, limit, writer],
  )
  return {
    takenBack: takenBack.map((row) => row.run_id),
    woken: woken[0]?.count ?? 0,
    nudged: nudged[0]?.count ?? 0,
  }
}
