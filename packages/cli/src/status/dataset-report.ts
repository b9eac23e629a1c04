import {
  dataAgeSeconds,
  datasetHealth,
  nextInstant,
  type Dataset,
  type DatasetHealth,
} from '@aaps-data/catalog'
import type { DatasetState } from '@aaps-data/ledger'

/** How a dataset stands; printed as it is by `--json`. Instants are ISO 8601 in UTC. */
export interface DatasetReport extends Omit<DatasetState, 'name'> {
  readonly dataset: string
  readonly health: DatasetHealth
  readonly ageSeconds: number | null
  readonly freshnessLimitMinutes: number
  /** When its schedule asks for it next; null without a schedule, and while it is paused. */
  readonly nextAt: string | null
}

/** Judges what the ledger knows of a dataset by its definition, at an instant. Pure. */
export function datasetReport(dataset: Dataset, state: DatasetState, now: Date): DatasetReport {
  const { freshnessLimitMinutes, schedule } = dataset
  const { name, ...facts } = state
  const { dataAt, lastEnded, paused, unfinished } = facts
  const health = datasetHealth(
    {
      hasFailed: lastEnded?.state === 'failed',
      isHeld: unfinished.some((run) => run.state === 'held' && !run.preview),
      isWaiting: unfinished.some((run) => run.state === 'waiting'),
      dataAt,
      freshnessLimitMinutes,
    },
    now,
  )
  const isPlanned = schedule !== undefined && paused === null
  const next = isPlanned ? nextInstant(schedule, now) : undefined
  return {
    dataset: name,
    health,
    ageSeconds: dataAgeSeconds(dataAt, now),
    freshnessLimitMinutes,
    nextAt: next?.toISOString() ?? null,
    ...facts,
  }
}
