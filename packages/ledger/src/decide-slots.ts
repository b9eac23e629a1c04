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
 * Up to when each dataset's slots are decided, and the database's clock: slots are due by that
 * clock, so schedulers whose own clocks differ decide the same ones. A dataset without slots counts
 * from when the ledger first heard of it, which is now if it has not yet: it has no missed past,
 * and no restart makes it forget a slot.
 */
export async function decidedSlots(
  db: Knex,
  datasets: readonly string[],
): Promise<{ readonly decidedUntil: ReadonlyMap<string, Date>; readonly now: Date }> {
  const names = [...datasets]
  await db.raw(`select sync.know_dataset(name) from unnest(?::text[]) as name`, [names])
  const { rows } = await db.raw<{ rows: { name: string; decided_until: Date; now: Date }[] }>(
    `select name, now() as now, coalesce(
       (select max(slot_at) from sync.slots where dataset = name), known_since) as decided_until
     from sync.datasets where name = any(?::text[])`,
    [names],
  )
  return {
    now: rows[0]?.now ?? new Date(0),
    decidedUntil: new Map(rows.map((row) => [row.name, row.decided_until])),
  }
}
