import { plannedInstants, type Catalog } from '@aaps-data/catalog'
import type { PlannedRun } from '../schemas/dataset.ts'

const horizonMs = 24 * 3_600_000
const runsPerDataset = 100

/**
 * What the schedules ask for within the next 24 hours, soonest first; at most 100 a dataset, and
 * nothing of one that is paused.
 */
export function plannedRuns(
  catalog: Catalog,
  { now, paused }: { readonly now: Date; readonly paused: (dataset: string) => boolean },
): PlannedRun[] {
  const until = new Date(now.getTime() + horizonMs)
  const planned = [...catalog.values()].flatMap(({ name, schedule }) =>
    schedule === undefined || paused(name)
      ? []
      : plannedInstants(schedule, { after: now, until, limit: runsPerDataset }).map((instant) => ({
          dataset: name,
          at: instant.toISOString(),
        })),
  )
  return planned.sort((left, right) => left.at.localeCompare(right.at))
}
