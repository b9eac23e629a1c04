import { plannedInstants, type Dataset } from '@aaps-data/catalog'

/** After a longer stop, slots older than this are not even noted as missed. */
const rememberedMs = 24 * 3_600_000
const slotsAtOnce = 2_000

/** The slots of one dataset that are due: ascending, never empty. */
export interface DueSlots {
  readonly dataset: Dataset
  readonly slots: readonly Date[]
}

/**
 * The slots that came due after those that were decided; `decidedUntil` has an instant for each
 * dataset. Pure.
 */
export function dueSlots(
  datasets: Iterable<Dataset>,
  { decidedUntil, now }: { readonly decidedUntil: ReadonlyMap<string, Date>; readonly now: Date },
): DueSlots[] {
  const oldest = new Date(now.getTime() - rememberedMs)
  return [...datasets].flatMap((dataset) => {
    if (dataset.schedule === undefined) return []
    const decided = decidedUntil.get(dataset.name) ?? now
    const after = decided < oldest ? oldest : decided
    const slots = plannedInstants(dataset.schedule, { after, until: now, limit: slotsAtOnce })
    return slots.length === 0 ? [] : [{ dataset, slots }]
  })
}
