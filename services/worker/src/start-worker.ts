import { consume, type Consumer } from '@aaps-data/amqp'
import { loadCatalog } from '@aaps-data/catalog'
import { commandQueues, SyncCommand, SyncError, type CommandClass } from '@aaps-data/contracts'
import {
  createLogger,
  instanceId,
  loadConfig,
  serveHealth,
  type Environment,
  type RunningService,
} from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import { announceProgress } from './announce-progress.ts'
import { workerConfig } from './config.ts'
import { handleCommand, type CommandContext } from './handle-command.ts'
import { openConnections } from './open-connections.ts'

/** What a stop needs after the grace period: to roll back, and to write how the attempts ended. */
const rollBackMs = 15_000

/**
 * Starts a worker: its slots take commands, each one run at a time, until `stop`. Stopping takes no
 * new command, waits for the runs in hand for the grace period, and then rolls them back and gives
 * them back to the queue without using up an attempt.
 */
export async function startWorker(env: Environment): Promise<RunningService> {
  const config = loadConfig(workerConfig, env)
  const worker = instanceId()
  const log = createLogger({ service: 'worker', level: config.LOG_LEVEL, instance: worker })
  const catalog = loadCatalog(config.CATALOG_DIR ?? datasetsDirectory)
  const connections = openConnections({ config, env, catalog, worker, log })
  const { ledger, target, sources, broker, publisher, progressPublisher, relay } = connections
  const now = () => new Date()
  const stopping = new AbortController()

  const context: CommandContext = {
    worker,
    ledger,
    target,
    catalog,
    sources,
    leaseMs: config.WORKER_LEASE,
    stopping: stopping.signal,
    now,
    random: Math.random,
    progressOf: (claim) => announceProgress(progressPublisher, { claim, worker, now }),
    wakeRelay: () => relay.wake(),
    log,
  }
  const openSlot = (commandClass: CommandClass, n: number): Consumer =>
    consume({
      broker,
      publisher,
      queue: commandQueues[commandClass],
      slot: `${commandClass}-${n}`,
      prefetch: 1,
      schema: SyncCommand,
      handler: ({ body }) => handleCommand(context, body),
      log,
    })
  const slots = [
    ...Array.from({ length: config.WORKER_SLOTS_SCHEDULED }, (_, n) => openSlot('scheduled', n)),
    ...Array.from({ length: config.WORKER_SLOTS_INTERACTIVE }, (_, n) =>
      openSlot('interactive', n),
    ),
  ]
  const health = await serveHealth({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: {
      ledger: () => ledger.raw('select 1').then(() => true),
      broker: () => slots.every((slot) => slot.facts().consumerRegistered),
    },
    definitions: {
      runsInHand: {
        type: 'gauge',
        name: 'sync_worker_runs_in_hand',
        help: 'Commands that the slots of this worker are busy with',
        read: () => slots.reduce((sum, slot) => sum + slot.facts().inHand, 0),
      },
    },
    log,
  })
  log.info({ slots: slots.length, datasets: [...catalog.keys()] }, 'Worker started')

  return {
    log,
    async stop() {
      const graceMs = config.WORKER_STOP_GRACE
      const timer = setTimeout(() => stopping.abort(new SyncError('WORKER_STOPPING')), graceMs)
      const timeoutMs = graceMs + rollBackMs
      await Promise.all(slots.map((slot) => slot.stop({ graceMs, timeoutMs })))
      clearTimeout(timer)
      await connections.close()
      await health.stop()
    },
  }
}
