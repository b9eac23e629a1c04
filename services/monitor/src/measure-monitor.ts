import type { FeedFacts } from '@aaps-data/amqp'
import { dataAgeSeconds } from '@aaps-data/catalog'
import { runStates } from '@aaps-data/contracts'
import { createMetrics } from '@aaps-data/runtime'
import type { Knex } from 'knex'
import type { DatasetStatus } from './schemas/dataset.ts'
import { measureLedger } from './store/measure-ledger.ts'

const healths: readonly DatasetStatus['health'][] = ['fresh', 'late', 'failing', 'never']

export interface MonitorMetrics {
  readonly contentType: string
  /** Reads what is not counted by itself, then gives all as text. */
  text(): Promise<string>
}

interface MetricSources {
  readonly db: Knex
  readonly datasets: () => readonly DatasetStatus[]
  readonly feedFacts: () => FeedFacts
  readonly liveClients: () => number
  readonly now: () => Date
}

/**
 * The figures of the datasets, of the ledger and of the monitor itself. Labels are datasets and
 * states, never runs or people, so their number does not grow.
 */
export function measureMonitor({
  db,
  datasets,
  feedFacts,
  liveClients,
  now,
}: MetricSources): MonitorMetrics {
  const counted = createMetrics({
    definitions: {
      age: {
        type: 'gauge',
        name: 'sync_dataset_age_seconds',
        help: 'Age of the data by the clock of its source',
        labels: ['dataset'],
      },
      limit: {
        type: 'gauge',
        name: 'sync_dataset_limit_seconds',
        help: 'Age from which on the data is late',
        labels: ['dataset'],
      },
      health: {
        type: 'gauge',
        name: 'sync_dataset_health',
        help: '1 for the health that the dataset has, 0 for the others',
        labels: ['dataset', 'health'],
      },
      runs: {
        type: 'gauge',
        name: 'sync_runs',
        help: 'Runs by state: the unfinished ones, and those that ended within 24 hours',
        labels: ['state'],
      },
      outboxRows: {
        type: 'gauge',
        name: 'sync_outbox_rows',
        help: 'Messages that the ledger has and the broker not yet',
      },
      outboxOldest: {
        type: 'gauge',
        name: 'sync_outbox_oldest_seconds',
        help: 'Age of the oldest of them',
      },
      clients: {
        type: 'gauge',
        name: 'sync_monitor_live_clients',
        help: 'Browsers that follow',
        read: liveClients,
      },
      events: {
        type: 'gauge',
        name: 'sync_monitor_events',
        help: 'Events received since the monitor started',
        read: () => feedFacts().messages,
      },
      invalidEvents: {
        type: 'gauge',
        name: 'sync_monitor_invalid_events',
        help: 'Those of them that did not match their schema',
        read: () => feedFacts().invalid,
      },
    },
    ofProcess: true,
  })
  const { metrics } = counted

  function setDataset({ name: dataset, dataAt, freshnessLimitMinutes, health }: DatasetStatus) {
    const ageSeconds = dataAgeSeconds(dataAt, now())
    if (ageSeconds !== null) metrics.age.set({ dataset }, ageSeconds)
    metrics.limit.set({ dataset }, freshnessLimitMinutes * 60)
    for (const one of healths) {
      metrics.health.set({ dataset, health: one }, one === health ? 1 : 0)
    }
  }

  return {
    contentType: counted.contentType,
    async text() {
      const shown = datasets()
      shown.forEach(setDataset)
      const figures = await measureLedger(
        db,
        shown.map(({ name }) => name),
      )
      const counts = { ...figures.finishedLastDay, ...figures.unfinished }
      for (const state of runStates) metrics.runs.set({ state }, counts[state] ?? 0)
      metrics.outboxRows.set(figures.outboxRows)
      metrics.outboxOldest.set(figures.outboxOldestSeconds)
      return counted.text()
    },
  }
}
