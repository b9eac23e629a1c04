import type { Dataset } from '@aaps-data/catalog'
import type { RunState } from '@aaps-data/contracts'
import type { DatasetStatus } from '../schemas/dataset.ts'
import type { RunSummary } from '../schemas/run.ts'
import { datasetHealth } from './dataset-health.ts'
import { nextInstant } from './planned-runs.ts'

/** What the ledger knows of a dataset. */
export interface DatasetFacts {
  readonly dataAt: string | null
  readonly lastRun: RunSummary | null
  readonly recent: DatasetStatus['recent']
  readonly lastOutcome: RunState | null
  readonly isHeld: boolean
  readonly isWaiting: boolean
}

/** The facts of a dataset that never ran. */
export const noFacts: DatasetFacts = {
  dataAt: null,
  lastRun: null,
  recent: [],
  lastOutcome: null,
  isHeld: false,
  isWaiting: false,
}

/** A dataset as the page shows it at an instant. Pure. */
export function datasetStatus(dataset: Dataset, facts: DatasetFacts, now: Date): DatasetStatus {
  const { name, title, department, freshnessLimitMinutes, tables } = dataset
  return {
    name,
    title: { ...title },
    department,
    health: datasetHealth({ ...facts, freshnessLimitMinutes }, now),
    dataAt: facts.dataAt,
    freshnessLimitMinutes,
    lastRun: facts.lastRun,
    recent: facts.recent,
    nextAt: nextInstant(dataset, now),
    tables: tables.length,
  }
}
