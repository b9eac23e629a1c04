import { plannedInstants, type Catalog, type Dataset } from '@aaps-data/catalog'
import type { PlannedRun } from '../schemas/dataset.ts'

const horizonMs = 24 * 3_600_000
const runsPerDataset = 100
const yearMs = 366 * 24 * 3_600_000

/** The next instant of a dataset's schedule after `now`, within a year; null when it has none. */
export function nextInstant({ schedule }: Dataset, now: Date): string | null {
  if (schedule === undefined) return null
  const until = new Date(now.getTime() + yearMs)
  const [next] = plannedInstants(schedule, { after: now, until, limit: 1 })
  return next?.toISOString() ?? null
}

/** What the schedules ask for within the next 24 hours, soonest first; at most 100 a dataset. */
export function plannedRuns(catalog: Catalog, now: Date): PlannedRun[] {
  const until = new Date(now.getTime() + horizonMs)
  const planned = [...catalog.values()].flatMap(({ name, schedule }) =>
    schedule === undefined
      ? []
      : plannedInstants(schedule, { after: now, until, limit: runsPerDataset }).map((instant) => ({
          dataset: name,
          at: instant.toISOString(),
        })),
  )
  return planned.sort((left, right) => left.at.localeCompare(right.at))
}
