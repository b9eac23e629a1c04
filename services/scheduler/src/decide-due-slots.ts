import type { Catalog } from '@aaps-data/catalog'
import { decidedSlots, decideSlots } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Knex } from 'knex'
import { dueSlots } from './due-slots.ts'

/**
 * Gives the function that one tick calls: it decides every slot that is due by the database's
 * clock, and returns how many runs it made. Safe to repeat, and beside any number of schedulers.
 */
export function createSlotDecider({
  ledger,
  catalog,
  writer,
  log,
}: {
  readonly ledger: Knex
  /** The catalog in force. */
  readonly catalog: () => Catalog
  readonly writer: string
  readonly log: Logger
}): () => Promise<number> {
  return async () => {
    const datasets = catalog()
    const { decidedUntil, now } = await decidedSlots(ledger, [...datasets.keys()])
    let made = 0
    for (const { dataset, schedule, slots } of dueSlots(datasets.values(), { decidedUntil, now })) {
      const { runs, passedOver } = await decideSlots(ledger, {
        dataset: dataset.name,
        slots,
        overlap: schedule.overlap,
        supersedes: schedule.catchUp !== 'all',
        maxAttempts: dataset.retry.maxAttempts,
        deadlineMinutes: dataset.retry.deadlineMinutes,
        writer,
      })
      made += runs.length
      for (const run of runs) log.info({ dataset: dataset.name, ...run }, 'Slot came due')
      for (const slot of passedOver) {
        log.info({ dataset: dataset.name, ...slot }, 'Slot gets no run')
      }
    }
    return made
  }
}
