import {
  applyTopology,
  consume,
  createBroker,
  createLossyPublisher,
  createPublisher,
} from '@aaps-data/amqp'
import { loadCatalog } from '@aaps-data/catalog'
import { commandQueues, SyncCommand, SyncError, type CommandClass } from '@aaps-data/contracts'
import { createTargetDatabase } from '@aaps-data/engine'
import { connectLedger } from '@aaps-data/ledger'
import {
  createLogger,
  instanceId,
  loadConfig,
  type Environment,
  type LogLevel,
  type RunningService,
} from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import { announceProgress } from './announce-progress.ts'
import { workerConfig } from './config.ts'
import { handleCommand } from './handle-command.ts'
import { openSources } from './open-sources.ts'
import { relayOutbox } from './relay-outbox.ts'
import { serveHealth } from './serve-health.ts'

/**
 * Starts a worker: its slots take commands, each one run at a time, until `stop`. Stopping takes no
 * new command, waits for the runs in hand for the grace period, and then rolls them back and gives
 * them back to the queue without using up an attempt.
 */
export async function startWorker(env: Environment): Promise<RunningService> {
  const config = loadConfig(workerConfig, env)
  const worker = instanceId()
  const log = createLogger({
    service: 'worker',
    level: config.LOG_LEVEL as LogLevel,
    instance: worker,
  })
  const catalog = loadCatalog(config.CATALOG_DIR ?? datasetsDirectory)
  const sources = openSources(catalog, env)
  const slots: Readonly<Record<CommandClass, number>> = {
    scheduled: config.WORKER_SLOTS_SCHEDULED,
    interactive: config.WORKER_SLOTS_INTERACTIVE,
  }
  const slotCount = slots.scheduled + slots.interactive

  const url = config.TARGET_DATABASE_URL
  const ledger = connectLedger({
    url,
    applicationName: 'sync-worker ledger',
    poolSize: slotCount + 2,
  })
  const target = createTargetDatabase({ url, poolSize: slotCount * 2 })

  const broker = createBroker({ url: config.AMQP_URL, name: worker, log })
  const stopTopology = broker.publishing.listen({
    onConnect: () => {
      applyTopology(config.AMQP_URL).catch((err: unknown) => {
        log.error({ err }, 'Topology was not declared')
      })
    },
  })
  const publisher = createPublisher({ broker, log })
  const progressPublisher = createLossyPublisher({ broker, log })
  const relay = relayOutbox({ ledger, publisher, writer: worker, log })
  relay.start()

  const stopping = new AbortController()
  const context = {
    worker,
    ledger,
    target,
    catalog,
    sources,
    leaseMs: config.WORKER_LEASE,
    stopping: stopping.signal,
    now: () => new Date(),
    random: Math.random,
    progressOf: (claim: Parameters<typeof announceProgress>[1]['claim']) =>
      announceProgress(progressPublisher, { claim, worker, now: () => new Date() }),
    wakeRelay: () => {
      relay.wake()
    },
    log,
  }
  const consumers = (Object.keys(slots) as CommandClass[]).flatMap((commandClass) =>
    Array.from({ length: slots[commandClass] }, (_, n) =>
      consume({
        broker,
        publisher,
        queue: commandQueues[commandClass],
        slot: `${commandClass}-${n}`,
        prefetch: 1,
        schema: SyncCommand,
        handler: ({ body }) => handleCommand(context, body),
        log,
      }),
    ),
  )
  const health = await serveHealth({ config, ledger, consumers, log })
  log.info({ slots, datasets: [...catalog.keys()] }, 'Worker started')

  return {
    log,
    async stop() {
      const graceMs = config.WORKER_STOP_GRACE
      const timer = setTimeout(() => {
        stopping.abort(new SyncError('WORKER_STOPPING'))
      }, graceMs)
      await Promise.all(
        consumers.map((consumer) => consumer.stop({ graceMs, timeoutMs: graceMs + 15_000 })),
      )
      clearTimeout(timer)
      await relay.stop()
      stopTopology()
      await Promise.all([publisher.stop(5_000), progressPublisher.stop()])
      await broker.close()
      await Promise.all([...sources.values()].map((source) => source.close()))
      await Promise.all([target.destroy(), ledger.destroy(), health.stop()])
    },
  }
}
