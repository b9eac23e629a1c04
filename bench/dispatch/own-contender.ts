import { applyTopology, createBroker, openEventFeed, type Feed } from '@aaps-data/amqp'
import type { RunState, SyncEvent } from '@aaps-data/contracts'
import { connectLedger, migrateLedger } from '@aaps-data/ledger'
import { createLogger } from '@aaps-data/runtime'
import { spawnNode, spawnService, type SpawnedProcess } from '@aaps-data/testing'
import { join } from 'node:path'
import { meterDrain, type Contender } from './contender.ts'
import { noOpSource, writeNoOpDatasets } from './no-op-datasets.ts'
import { queueRuns } from './queue-runs.ts'

/** The state that a run has come to, and when, in milliseconds since 1970. */
export type RunListener = (runId: string, state: RunState, atMs: number) => void

/** The product with workers that do nothing, on a ledger of its own. */
export interface OwnContender extends Contender {
  readonly datasets: readonly string[]
  startWorker(slots: { readonly scheduled: number; readonly interactive: number }): SpawnedProcess
  startScheduler(): SpawnedProcess
  /** Makes runs of schedules, whose commands are with the broker when this returns. */
  queue(runs: number): Promise<void>
  /** Hears of every change of a run; the feed listens when this returns. */
  listen(listener: RunListener): Promise<Feed>
}

const slots = 16

export async function createOwnContender({
  amqpUrl,
  databaseUrl,
  directory,
  datasetCount,
}: {
  readonly amqpUrl: string
  readonly databaseUrl: string
  /** For the definitions. */
  readonly directory: string
  readonly datasetCount: number
}): Promise<OwnContender> {
  const log = createLogger({ service: 'bench', level: 'silent', instance: 'bench' })
  const datasets = await writeNoOpDatasets(directory, datasetCount)
  const ledger = connectLedger({ url: databaseUrl, applicationName: 'bench', poolSize: 8 })
  await migrateLedger(ledger)
  await applyTopology(amqpUrl)
  const broker = createBroker({ url: amqpUrl, name: 'bench', log })
  const env = {
    TARGET_DATABASE_URL: databaseUrl,
    AMQP_URL: amqpUrl,
    CATALOG_DIR: directory,
    LOG_LEVEL: 'warn',
    HEALTH_PORT: '0',
    ...noOpSource,
  }

  const contender: OwnContender = {
    datasets,
    startWorker: ({ scheduled, interactive }) =>
      spawnNode({
        nodeOptions: ['--import', 'tsx', '-C', '@aaps-data/source'],
        file: join(__dirname, 'no-op-worker.ts'),
        env: {
          ...env,
          WORKER_SLOTS_SCHEDULED: String(scheduled),
          WORKER_SLOTS_INTERACTIVE: String(interactive),
        },
      }),
    startScheduler: () =>
      spawnService({
        service: 'scheduler',
        env: { ...env, SCHEDULER_REQUESTS_PER_MINUTE: '100000' },
      }),
    queue: (runs) => queueRuns({ ledger, broker, log, datasets, runs }),
    listen: (listener) =>
      new Promise((resolve) => {
        const feed = openEventFeed({
          broker,
          patterns: ['run.#'],
          onEvent: (event) => tell(event, listener),
          onGap: () => {
            setImmediate(() => resolve(feed))
          },
          log,
        })
      }),
    async drain(runs) {
      await contender.queue(runs)
      const meter = meterDrain(runs)
      const feed = await contender.listen((_runId, state, atMs) => {
        if (state === 'succeeded') meter.ended(atMs)
      })
      const worker = contender.startWorker({ scheduled: slots, interactive: 0 })
      try {
        return await meter.result
      } finally {
        await worker.kill()
        await feed.stop()
      }
    },
    async close() {
      await broker.close()
      await ledger.destroy()
    },
  }
  return contender
}

function tell(event: SyncEvent, listener: RunListener): void {
  if (!('state' in event.data)) return
  listener(event.data.runId, event.data.state, Date.parse(event.data.at))
}
