import type { Knex } from 'knex'
import { requestRun } from './request-run.ts'
import { slotKey } from './run-id.ts'

/**
 * Gives the latest of a dataset's due slots a run, and notes the earlier ones as missed: after a
 * stop, one run brings the target up to date. Older runs of slots that never started are
 * cancelled as superseded. One transaction. Any number of schedulers may decide the same slots:
 * one of them makes the run, and the others get `undefined`.
 */
export async function decideSlots(
  db: Knex,
  {
    dataset,
    slots,
    maxAttempts,
    writer,
  }: {
    readonly dataset: string
    /** Due instants in ascending order. */
    readonly slots: readonly Date[]
    readonly maxAttempts: number
    readonly writer: string
  },
): Promise<string | undefined> {
  const latest = slots.at(-1)
  if (latest === undefined) return undefined
  return db.transaction(async (transaction) => {
    const { rows } = await transaction.raw<{ rows: { slot_at: Date }[] }>(
      `insert into sync.slots (dataset, slot_at, decided_by)
       select ?, unnest(?::timestamptz[]), ?
       on conflict do nothing returning slot_at`,
      [dataset, slots.map((slot) => slot.toISOString()), writer],
    )
    if (!rows.some((row) => row.slot_at.getTime() === latest.getTime())) return undefined
    const { runId } = await requestRun(
      transaction,
      {
        dataset,
        class: 'scheduled',
        origin: 'slot',
        key: slotKey(dataset, latest),
        requestedBy: 'scheduler',
        slotAt: latest,
        maxAttempts,
      },
      writer,
    )
    await transaction.raw(`update sync.slots set run_id = ? where dataset = ? and slot_at = ?`, [
      runId,
      dataset,
      latest,
    ])
    await transaction.raw(`select sync.supersede_slots(?, ?, ?)`, [dataset, runId, writer])
    return runId
  })
}

/**
 * The instant up to which a dataset's slots were decided: its latest slot, or, for a dataset that
 * the ledger does not know yet, now by the database's clock (so a new dataset has no missed past).
 */
export async function decidedUntil(
  db: Knex,
  dataset: string,
): Promise<{ readonly decidedUntil: Date; readonly now: Date }> {
  const { rows } = await db.raw<{ rows: { decided_until: Date; now: Date }[] }>(
    `select coalesce(max(slot_at), now()) as decided_until, now() as now
     from sync.slots where dataset = ?`,
    [dataset],
  )
  const row = rows[0]
  if (row === undefined) throw new Error('An aggregate always gives a row')
  return { decidedUntil: row.decided_until, now: row.now }
}
