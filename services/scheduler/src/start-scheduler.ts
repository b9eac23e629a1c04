import {
  brokerUser,
  consume,
  createBroker,
  createPublisher,
  keepTopology,
  sendOutbox,
} from '@aaps-data/amqp'
import { loadCatalog } from '@aaps-data/catalog'
import { queues, SyncRequest } from '@aaps-data/contracts'
import { connectLedger, createRelay, sweep } from '@aaps-data/ledger'
import {
  createLogger,
  instanceId,
  loadConfig,
  serveHealth,
  type Environment,
  type RunningService,
} from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import { schedulerConfig } from './config.ts'
import { createSlotDecider } from './decide-due-slots.ts'
import { repeat } from './repeat.ts'
import { takeRequest } from './take-request.ts'

const sweepLimit = 500

/** Rows of the outbox that their own writer has not relayed by then: it is likely dead. */
const abandonedAfterMs = 5_000

/**
 * Starts a scheduler: it decides slots, takes requests, sweeps and relays, until `stop`. Any number
 * may run beside each other; what must happen once is made sure of by the ledger.
 */
export async function startScheduler(env: Environment): Promise<RunningService> {
  const config = loadConfig(schedulerConfig, env)
  const writer = instanceId()
  const log = createLogger({
    service: 'scheduler',
    level: config.LOG_LEVEL,
    instance: writer,
  })
  const catalog = loadCatalog(config.CATALOG_DIR ?? datasetsDirectory)
  const ledger = connectLedger({
    url: config.TARGET_DATABASE_URL,
    applicationName: 'sync-scheduler',
    poolSize: 6,
  })
  const broker = createBroker({ url: config.AMQP_URL, name: writer, log })
  const stopTopology = keepTopology({ broker, url: config.AMQP_URL, log })
  const publisher = createPublisher({ broker, log })
  const relay = createRelay({
    db: ledger,
    writer,
    abandonedAfterMs,
    ...sendOutbox(publisher),
    onError: (err) => {
      log.warn({ err }, 'Outbox could not be relayed, will be tried again')
    },
  })
  relay.start()

  const intakeContext = {
    ledger,
    catalog,
    writer,
    monitorUser: config.MONITOR_AMQP_USER ?? brokerUser(config.AMQP_URL),
    wakeRelay: () => relay.wake(),
    log,
  }
  const intake = consume({
    broker,
    publisher,
    queue: queues.requests,
    slot: 'intake',
    prefetch: 20,
    schema: SyncRequest,
    handler: (delivery) => takeRequest(intakeContext, delivery),
    log,
  })

  const decideDueSlots = createSlotDecider({ ledger, catalog, writer, log })
  const deciding = repeat(
    async () => {
      if ((await decideDueSlots()) > 0) relay.wake()
    },
    {
      intervalMs: config.SCHEDULER_TICK,
      onError: (err) => {
        log.warn({ err }, 'Slots could not be decided, will be tried again')
      },
    },
  )
  const sweeping = repeat(
    async () => {
      const report = await sweep(ledger, {
        nudgeAfterMs: config.SCHEDULER_NUDGE_AFTER,
        limit: sweepLimit,
        writer,
      })
      for (const runId of report.takenBack) log.warn({ runId }, 'Run of a dead worker taken back')
      if (report.takenBack.length + report.woken + report.nudged > 0) relay.wake()
    },
    {
      intervalMs: config.SCHEDULER_SWEEP,
      onError: (err) => {
        log.warn({ err }, 'Sweep failed, will be tried again')
      },
    },
  )
  const health = await serveHealth({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: {
      ledger: () => ledger.raw('select 1').then(() => true),
      broker: () => intake.facts().consumerRegistered,
    },
    definitions: {},
    log,
  })
  log.info({ datasets: [...catalog.keys()] }, 'Scheduler started')

  return {
    log,
    async stop() {
      await Promise.all([deciding.stop(), sweeping.stop()])
      await intake.stop({ graceMs: 5_000, timeoutMs: 10_000 })
      await relay.stop()
      stopTopology()
      await publisher.stop(5_000)
      await broker.close()
      await Promise.all([ledger.destroy(), health.stop()])
    },
  }
}
