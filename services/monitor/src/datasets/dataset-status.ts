import type { Dataset } from '@aaps-data/catalog'
import type { DatasetStatus } from '../schemas/dataset.ts'
import type { RunSummary } from '../schemas/run.ts'
import { datasetHealth } from './dataset-health.ts'
import { nextInstant } from './planned-runs.ts'

/** What the ledger knows of a dataset. */
export interface DatasetFacts {
  readonly dataAt: string | null
  readonly lastRun: RunSummary | null
  readonly lastEnded: RunSummary | null
  readonly recent: DatasetStatus['recent']
  readonly isHeld: boolean
  readonly isWaiting: boolean
}

/** The facts of a dataset that never ran. */
export const noFacts: DatasetFacts = {
  dataAt: null,
  lastRun: null,
  lastEnded: null,
  recent: [],
  isHeld: false,
  isWaiting: false,
}

/** A dataset as the page shows it at an instant. Pure. */
export function datasetStatus(dataset: Dataset, facts: DatasetFacts, now: Date): DatasetStatus {
  const lastOutcome = facts.lastEnded?.state ?? null
  const { name, title, department, freshnessLimitMinutes, tables } = dataset
  return {
    name,
    title: { ...title },
    department,
    health: datasetHealth({ ...facts, lastOutcome, freshnessLimitMinutes }, now),
    dataAt: facts.dataAt,
    freshnessLimitMinutes,
    lastRun: facts.lastRun,
    lastEnded: facts.lastEnded,
    recent: facts.recent,
    nextAt: nextInstant(dataset, now),
    tables: tables.length,
  }
}
