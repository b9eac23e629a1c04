import { datasetHealth, nextInstant, type Dataset } from '@aaps-data/catalog'
import type { DatasetStatus } from '../schemas/dataset.ts'
import type { RunSummary } from '../schemas/run.ts'

/** What the ledger knows of a dataset. */
export interface DatasetFacts {
  readonly dataAt: string | null
  readonly lastRun: RunSummary | null
  readonly lastEnded: RunSummary | null
  readonly recent: DatasetStatus['recent']
  readonly isHeld: boolean
  readonly isWaiting: boolean
  readonly paused: DatasetStatus['paused']
}

/** The facts of a dataset that never ran. */
export const noFacts: DatasetFacts = {
  dataAt: null,
  lastRun: null,
  lastEnded: null,
  recent: [],
  isHeld: false,
  isWaiting: false,
  paused: null,
}

/** A dataset as the page shows it at an instant. Pure. */
export function datasetStatus(dataset: Dataset, facts: DatasetFacts, now: Date): DatasetStatus {
  const hasFailed = facts.lastEnded?.state === 'failed'
  const { name, title, department, freshnessLimitMinutes, schedule, tables } = dataset
  const isPlanned = schedule !== undefined && facts.paused === null
  return {
    name,
    title: { ...title },
    department,
    health: datasetHealth({ ...facts, hasFailed, freshnessLimitMinutes }, now),
    dataAt: facts.dataAt,
    freshnessLimitMinutes,
    lastRun: facts.lastRun,
    lastEnded: facts.lastEnded,
    recent: facts.recent,
    nextAt: isPlanned ? (nextInstant(schedule, now)?.toISOString() ?? null) : null,
    paused: facts.paused,
    tables: tables.length,
    isIncremental: tables.some((table) => table.kind === 'source' && table.cursor !== undefined),
  }
}
