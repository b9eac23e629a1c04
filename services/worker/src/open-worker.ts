import { consume, openControlFeed, type Consumer } from '@aaps-data/amqp'
import type { Catalog } from '@aaps-data/catalog'
import { commandQueues, SyncCommand, SyncError, type CommandClass } from '@aaps-data/contracts'
import type { runSync } from '@aaps-data/engine'
import { serveHealth, type Logger, type Opened } from '@aaps-data/runtime'
import type { Static } from '@sinclair/typebox'
import { announceProgress } from './announce-progress.ts'
import { createCancelNotices } from './cancel-notices.ts'
import type { workerConfig } from './config.ts'
import { handleCommand, type CommandContext } from './handle-command.ts'
import { openConnections } from './open-connections.ts'
import type { CatalogSources } from './open-sources.ts'
import { createWatchdog } from './watchdog.ts'

/** What a stop needs after the grace period: to roll back, and to write how the attempts ended. */
const rollBackMs = 15_000

interface WorkerOptions {
  readonly config: Static<typeof workerConfig>
  /** The catalog in force. */
  readonly catalog: () => Catalog
  readonly sources: Pick<CatalogSources, 'of'>
  readonly runSync: typeof runSync
  /** A name that no other process has. */
  readonly worker: string
  readonly log: Logger
}

/** Opens connections, slots and health of a worker, and keeps each with how to close it. */
export async function openWorker(opened: Opened, options: WorkerOptions): Promise<void> {
  const { config, worker, catalog, sources, runSync, log } = options
  const connections = openConnections(opened, options)
  const { ledger, target, broker, publisher, progressPublisher, relay } = connections
  const now = () => new Date()
  const stopping = new AbortController()
  const cancelNotices = createCancelNotices()
  const watchdog = opened.keep('watchdog', createWatchdog(), (one) => one.stop())
  opened.keep(
    'control feed',
    openControlFeed({ broker, onCancel: (runId) => cancelNotices.tell(runId), log }),
    (feed) => feed.stop(),
  )

  const context: CommandContext = {
    worker,
    ledger,
    target,
    runSync,
    lookUp(name) {
      const dataset = catalog().get(name)
      const source = dataset && sources.of(dataset)
      return dataset && source && { dataset, source }
    },
    leaseMs: config.WORKER_LEASE,
    cancelNotices,
    watchdog,
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
      ackHandoffMs: config.WORKER_ACK_AFTER,
      schema: SyncCommand,
      handler: (delivery) => handleCommand(context, delivery),
      log,
    })
  const graceMs = config.WORKER_STOP_GRACE
  const timeoutMs = graceMs + rollBackMs
  const slots = opened.keep(
    'slots',
    [
      ...Array.from({ length: config.WORKER_SLOTS_SCHEDULED }, (_, n) => openSlot('scheduled', n)),
      ...Array.from({ length: config.WORKER_SLOTS_INTERACTIVE }, (_, n) =>
        openSlot('interactive', n),
      ),
    ],
    async (all) => {
      const timer = setTimeout(() => stopping.abort(new SyncError('WORKER_STOPPING')), graceMs)
      await Promise.all(all.map((slot) => slot.stop({ graceMs, timeoutMs })))
      clearTimeout(timer)
    },
    timeoutMs + 1_000,
  )
  const health = await serveHealth({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: {
      ledger: () => ledger.raw('select 1').then(() => true),
      broker: () => slots.every((slot) => slot.facts().ready),
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
  opened.keep('health', health, (server) => server.stop())
  log.info({ slots: slots.length, datasets: [...catalog().keys()] }, 'Worker started')
}
