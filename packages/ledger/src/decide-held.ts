import type { Knex } from 'knex'

/**
 * Writes down what a person decided about a held run, in the transaction of the caller if `db` is
 * one. `approved` queues the run again, to apply exactly the delta that was held; `discarded`
 * cancels it. Answers false, having changed nothing, when the run is not held.
 */
export async function decideHeld(
  db: Knex,
  {
    runId,
    decision,
    by,
    note,
    writer,
  }: {
    readonly runId: string
    readonly decision: 'approved' | 'discarded'
    readonly by: string
    readonly note: string | undefined
    readonly writer: string
  },
): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { decided: boolean }[] }>(
    `select sync.decide_held(?, ?, ?, ?, ?) as decided`,
    [runId, decision, by, note ?? null, writer],
  )
  return rows[0]?.decided === true
}
