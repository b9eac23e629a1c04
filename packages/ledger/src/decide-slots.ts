import type { Knex } from 'knex'
import { requestRow } from './request-run.ts'
import { runIdOf, slotKey } from './run-id.ts'

/** A due slot: it is to get a run, or why it gets none. */
export interface DueSlot {
  readonly at: Date
  readonly passedOver?: 'late' | 'caught_up' | undefined
}

/** What became of the slots of a dataset. */
export interface DecidedSlots {
  readonly runs: readonly { readonly runId: string; readonly slotAt: Date }[]
  /** Slots that got no run although they were to: paused, or the last run has not ended. */
  readonly passedOver: readonly { readonly slotAt: Date; readonly why: 'paused' | 'overlap' }[]
}

/**
 * Decides the due slots of a dataset in one transaction: each gets its run, or is noted with why it
 * gets none. Any number of schedulers may decide the same slots: the first one makes the run, and
 * the answer of the others leaves the slot out.
 */
export async function decideSlots(
  db: Knex,
  {
    dataset,
    slots,
    overlap,
    supersedes,
    maxAttempts,
    deadlineMinutes,
    writer,
  }: {
    readonly dataset: string
    /** In ascending order. */
    readonly slots: readonly DueSlot[]
    /** What becomes of a slot whose dataset has a run that has not ended. */
    readonly overlap: 'queue' | 'skip'
    /** Whether a new run cancels older ones of slots that never started. */
    readonly supersedes: boolean
    readonly maxAttempts: number
    readonly deadlineMinutes: number | undefined
    readonly writer: string
  },
): Promise<DecidedSlots> {
  const runs: { runId: string; slotAt: Date }[] = []
  const passedOver: { slotAt: Date; why: 'paused' | 'overlap' }[] = []
  await db.transaction(async (transaction) => {
    for (const slot of slots) {
      const key = slotKey(dataset, slot.at)
      const request = requestRow({
        dataset,
        class: 'scheduled',
        origin: 'slot',
        key,
        requestedBy: 'scheduler',
        slotAt: slot.at,
        maxAttempts,
        deadlineMinutes,
      })
      const { rows } = await transaction.raw<{ rows: { outcome: SlotOutcome }[] }>(
        `select sync.decide_slot(?::jsonb, ?, ?, ?, ?) as outcome`,
        [request, slot.passedOver ?? null, overlap === 'skip', supersedes, writer],
      )
      const outcome = rows[0]?.outcome
      if (outcome === 'created') runs.push({ runId: runIdOf(key), slotAt: slot.at })
      if (outcome === 'paused' || outcome === 'overlap') {
        passedOver.push({ slotAt: slot.at, why: outcome })
      }
    }
  })
  return { runs, passedOver }
}

type SlotOutcome = 'created' | 'known' | 'paused' | 'overlap' | 'late' | 'caught_up'

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
