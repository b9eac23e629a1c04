import type { Catalog } from '@aaps-data/catalog'
import { datasetStatus, noFacts, type DatasetFacts } from '../datasets/dataset-status.ts'
import { plannedRuns } from '../datasets/planned-runs.ts'
import type { DatasetStatus, PlannedRun } from '../schemas/dataset.ts'

const plannedEveryMs = 60_000

export interface DatasetBoard {
  takeFacts(facts: ReadonlyMap<string, DatasetFacts>): void
  /** Looks at every dataset again; answers those that changed, by their facts or by time alone. */
  refresh(now: Date): readonly DatasetStatus[]
  /** Looks at the schedules again; answers whether what is planned changed. */
  refreshPlanned(now: Date): boolean
  datasets(): DatasetStatus[]
  planned(): PlannedRun[]
}

/** The datasets of the catalog in force and what their schedules plan, as of the last refresh. */
export function createDatasetBoard(catalog: () => Catalog): DatasetBoard {
  let known = catalog()
  const facts = new Map<string, DatasetFacts>()
  const shown = new Map<string, { readonly status: DatasetStatus; readonly text: string }>()
  let planned: PlannedRun[] = []
  let plannedAtMs = Number.NEGATIVE_INFINITY

  return {
    takeFacts(newer) {
      for (const [name, newest] of newer) {
        if (!catalog().has(name)) continue
        const isPaused = newest.paused !== null
        // What is planned changes with it, now and not with the next look.
        if (isPaused !== ((facts.get(name)?.paused ?? null) !== null)) {
          plannedAtMs = Number.NEGATIVE_INFINITY
        }
        facts.set(name, newest)
      }
    },
    refresh(now) {
      const changed: DatasetStatus[] = []
      if (known !== catalog()) {
        known = catalog()
        shown.clear()
        plannedAtMs = Number.NEGATIVE_INFINITY
      }
      for (const dataset of known.values()) {
        const status = datasetStatus(dataset, facts.get(dataset.name) ?? noFacts, now)
        const text = JSON.stringify(status)
        if (shown.get(dataset.name)?.text === text) continue
        shown.set(dataset.name, { status, text })
        changed.push(status)
      }
      return changed
    },
    refreshPlanned(now) {
      const [soonest] = planned
      const isPast = soonest !== undefined && Date.parse(soonest.at) <= now.getTime()
      if (!isPast && now.getTime() - plannedAtMs < plannedEveryMs) return false
      const before = JSON.stringify(planned)
      const paused = (dataset: string) => (facts.get(dataset)?.paused ?? null) !== null
      planned = plannedRuns(catalog(), { now, paused })
      plannedAtMs = now.getTime()
      return JSON.stringify(planned) !== before
    },
    datasets: () => [...shown.values()].map(({ status }) => status),
    planned: () => planned,
  }
}
