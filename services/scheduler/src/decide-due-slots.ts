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
  readonly catalog: Catalog
  readonly writer: string
  readonly log: Logger
}): () => Promise<number> {
  const names = [...catalog.keys()]

  return async () => {
    const { decidedUntil, now } = await decidedSlots(ledger, names)
    let made = 0
    for (const { dataset, slots } of dueSlots(catalog.values(), { decidedUntil, now })) {
      const runId = await decideSlots(ledger, {
        dataset: dataset.name,
        slots,
        maxAttempts: dataset.retry.maxAttempts,
        writer,
      })
      if (runId === undefined) continue
      made += 1
      log.info({ dataset: dataset.name, slotAt: slots.at(-1), runId }, 'Slot came due')
    }
    return made
  }
}
