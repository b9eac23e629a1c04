import { plannedInstants, type Dataset, type DatasetSchedule } from '@aaps-data/catalog'
import type { DueSlot } from '@aaps-data/ledger'

/** After a longer stop, slots older than this are not even noted as missed. */
const rememberedMs = 24 * 3_600_000
const slotsAtOnce = 2_000

/** The slots of one dataset that are due: ascending, never empty. */
export interface DueSlots {
  readonly dataset: Dataset
  readonly schedule: DatasetSchedule
  readonly slots: readonly DueSlot[]
}

/**
 * The slots that came due after those that were decided, each with why it is to get no run, if so;
 * `decidedUntil` has an instant for each dataset. Pure.
 */
export function dueSlots(
  datasets: Iterable<Dataset>,
  { decidedUntil, now }: { readonly decidedUntil: ReadonlyMap<string, Date>; readonly now: Date },
): DueSlots[] {
  const oldest = new Date(now.getTime() - rememberedMs)
  return [...datasets].flatMap((dataset) => {
    const { schedule } = dataset
    if (schedule === undefined) return []
    const decided = decidedUntil.get(dataset.name) ?? now
    const after = decided < oldest ? oldest : decided
    const instants = plannedInstants(schedule, { after, until: now, limit: slotsAtOnce })
    if (instants.length === 0) return []
    return [{ dataset, schedule, slots: passOver(schedule, { instants, now }) }]
  })
}

function passOver(
  { catchUp, maxLatenessMinutes }: DatasetSchedule,
  { instants, now }: { readonly instants: readonly Date[]; readonly now: Date },
): readonly DueSlot[] {
  const onTime = maxLatenessMinutes === undefined ? 0 : now.getTime() - maxLatenessMinutes * 60_000
  const last = instants.at(-1)
  return instants.map((at) => {
    if (at.getTime() < onTime) return { at, passedOver: 'late' }
    if (catchUp !== 'all' && at !== last) return { at, passedOver: 'caught_up' }
    return { at }
  })
}
