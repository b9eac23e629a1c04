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
 * The latest decided slot of each dataset that has one, and the database's clock: slots are due by
 * that clock, so schedulers whose own clocks differ decide the same ones.
 */
export async function decidedSlots(
  db: Knex,
  datasets: readonly string[],
): Promise<{ readonly latest: ReadonlyMap<string, Date>; readonly now: Date }> {
  const { rows } = await db.raw<{ rows: { name: string; latest: Date | null; now: Date }[] }>(
    `select name, now() as now,
       (select max(slot_at) from sync.slots where dataset = name) as latest
     from unnest(?::text[]) as name`,
    [[...datasets]],
  )
  return {
    now: rows[0]?.now ?? new Date(0),
    latest: new Map(rows.flatMap(({ name, latest }) => (latest === null ? [] : [[name, latest]]))),
  }
}
