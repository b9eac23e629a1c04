import type { RunState } from '@aaps-data/contracts'
import type { Knex } from 'knex'

/**
 * What a wish to cancel a run came to. `cancelled`: it is. `asked`: its attempt is being told to
 * stop, and the run ends cancelled unless it was just ending otherwise. `unknown`: the ledger has
 * no such run. Otherwise the state that the run is in, which cannot be cancelled.
 */
export type CancelOutcome = 'cancelled' | 'asked' | 'unknown' | Exclude<RunState, 'cancelled'>

/** Cancels a run. One transaction, or that of the caller; safe to repeat. */
export async function cancelRun(
  db: Knex,
  { runId, by, writer }: { readonly runId: string; readonly by: string; readonly writer: string },
): Promise<CancelOutcome> {
  const { rows } = await db.raw<{ rows: { outcome: CancelOutcome }[] }>(
    `select sync.cancel_run(?, ?, ?) as outcome`,
    [runId, by, writer],
  )
  return rows[0]?.outcome ?? 'unknown'
}

/** Cancels every run of a dataset that waits for its turn or its time. Gives their ids. */
export async function cancelQueued(
  db: Knex,
  {
    dataset,
    by,
    writer,
  }: { readonly dataset: string; readonly by: string; readonly writer: string },
): Promise<readonly string[]> {
  const { rows } = await db.raw<{ rows: { run_id: string }[] }>(
    `select sync.cancel_queued(?, ?, ?) as run_id`,
    [dataset, by, writer],
  )
  return rows.map((row) => row.run_id)
}
