import {
  brokerUser,
  consume,
  createBroker,
  createPublisher,
  keepTopology,
  sendOutbox,
  type Publisher,
} from '@aaps-data/amqp'
import type { Catalog } from '@aaps-data/catalog'
import { queues, SyncRequest } from '@aaps-data/contracts'
import { connectLedger, createRelay, type Relay } from '@aaps-data/ledger'
import { serveHealth, type Logger, type Opened } from '@aaps-data/runtime'
import type { Static } from '@sinclair/typebox'
import type { Knex } from 'knex'
import type { schedulerConfig } from './config.ts'
import { createSlotDecider } from './decide-due-slots.ts'
import { createForgetter } from './forget-old-rows.ts'
import type { IntakeContext } from './intake.ts'
import { repeat } from './repeat.ts'
import { createSweeper } from './sweep-up.ts'
import { takeRequest } from './take-request.ts'
import { tellRejected } from './tell-rejected.ts'

/** Rows of the outbox that their own writer has not relayed by then: it is likely dead. */
const abandonedAfterMs = 5_000

const forgetEveryMs = 600_000

interface SchedulerOptions {
  readonly config: Static<typeof schedulerConfig>
  /** The catalog in force. */
  readonly catalog: () => Catalog
  /** A name that no other process has. */
  readonly writer: string
  readonly log: Logger
}

/** Opens connections, intake, loops and health of a scheduler, and keeps each with how to close it. */
export async function openScheduler(opened: Opened, options: SchedulerOptions): Promise<void> {
  const { config, catalog, writer, log } = options
  const { keep } = opened
  const ledger = keep(
    'ledger',
    connectLedger({
      url: config.TARGET_DATABASE_URL,
      applicationName: 'sync-scheduler',
      poolSize: 6,
    }),
    (pool) => pool.destroy(),
  )
  const broker = keep(
    'broker',
    createBroker({ url: config.AMQP_URL, name: writer, log }),
    (connections) => connections.close(),
  )
  keep(
    'topology',
    keepTopology({ broker, url: config.AMQP_URL, mode: config.AMQP_TOPOLOGY, log }),
    (end) => {
      end()
    },
  )
  const publisher = keep('publisher', createPublisher({ broker, log }), (one) => one.stop(5_000))
  const relay = keep('relay', startRelay({ ledger, publisher, writer, log }), (one) => one.stop())

  const context: IntakeContext = {
    ledger,
    catalog,
    writer,
    monitorUser: config.MONITOR_AMQP_USER ?? brokerUser(config.AMQP_URL),
    requestsPerMinute: config.SCHEDULER_REQUESTS_PER_MINUTE,
    wakeRelay: () => relay.wake(),
    log,
  }
  const intake = keep(
    'intake',
    consume({
      broker,
      publisher,
      queue: queues.requests,
      slot: 'intake',
      prefetch: 20,
      schema: SyncRequest,
      handler: (delivery) => takeRequest(context, delivery),
      onPark: (why, properties) => tellRejected(context, why, properties),
      log,
    }),
    (consumer) => consumer.stop({ graceMs: 5_000, timeoutMs: 9_000 }),
  )
  openLoops(opened, { ...options, ledger, relay })
  const health = await serveHealth({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: {
      ledger: () => ledger.raw('select 1').then(() => true),
      broker: () => intake.facts().ready,
    },
    definitions: {},
    log,
  })
  keep('health', health, (server) => server.stop())
  log.info({ datasets: [...catalog().keys()] }, 'Scheduler started')
}

function startRelay({
  ledger,
  publisher,
  writer,
  log,
}: {
  readonly ledger: Knex
  readonly publisher: Publisher
  readonly writer: string
  readonly log: Logger
}): Relay {
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
  return relay
}

/** What a scheduler does again and again: deciding slots, sweeping up, and forgetting what is old. */
function openLoops(
  { keep }: Opened,
  {
    config,
    catalog,
    writer,
    log,
    ledger,
    relay,
  }: SchedulerOptions & { readonly ledger: Knex; readonly relay: Relay },
): void {
  const decideDueSlots = createSlotDecider({ ledger, catalog, writer, log })
  const sweepUp = createSweeper({
    ledger,
    nudgeAfterMs: config.SCHEDULER_NUDGE_AFTER,
    writer,
    log,
  })
  const loop = (turn: () => Promise<number>, intervalMs: number, failure: string) =>
    repeat(
      async () => {
        if ((await turn()) > 0) relay.wake()
      },
      {
        intervalMs,
        onError: (err) => {
          log.warn({ err }, failure)
        },
      },
    )
  keep(
    'slots',
    loop(decideDueSlots, config.SCHEDULER_TICK, 'Slots could not be decided, will be tried again'),
    (one) => one.stop(),
  )
  keep(
    'retention',
    loop(
      createForgetter({ ledger, config, log }),
      forgetEveryMs,
      'What is old could not be forgotten, will be tried again',
    ),
    (one) => one.stop(),
  )
  keep('sweep', loop(sweepUp, config.SCHEDULER_SWEEP, 'Sweep failed, will be tried again'), (one) =>
    one.stop(),
  )
}
