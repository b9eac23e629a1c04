import {
  createBroker,
  createLossyPublisher,
  createPublisher,
  keepTopology,
  sendOutbox,
  type Broker,
  type LossyPublisher,
  type Publisher,
} from '@aaps-data/amqp'
import { connectionsPerRun, createTargetDatabase } from '@aaps-data/engine'
import { connectLedger, createRelay, type Relay } from '@aaps-data/ledger'
import type { Logger, Opened } from '@aaps-data/runtime'
import type { Static } from '@sinclair/typebox'
import type { Knex } from 'knex'
import type { workerConfig } from './config.ts'

/** Everything outside the process that a worker talks to. */
export interface Connections {
  /** Serves leases and ends of attempts, also while every connection to the target is busy. */
  readonly ledger: Knex
  readonly target: Knex
  readonly broker: Broker
  readonly publisher: Publisher
  readonly progressPublisher: LossyPublisher
  readonly relay: Relay
}

/**
 * Opens the worker's connections. None of them needs its server to be there yet. Closed in the
 * reverse order, what is in the outbox is sent first.
 */
export function openConnections(
  { keep }: Opened,
  {
    config: {
      TARGET_DATABASE_URL: url,
      AMQP_URL,
      AMQP_TOPOLOGY,
      WORKER_SLOTS_SCHEDULED,
      WORKER_SLOTS_INTERACTIVE,
    },
    worker,
    log,
  }: {
    readonly config: Static<typeof workerConfig>
    readonly worker: string
    readonly log: Logger
  },
): Connections {
  const slots = WORKER_SLOTS_SCHEDULED + WORKER_SLOTS_INTERACTIVE
  const ledger = keep(
    'ledger',
    connectLedger({ url, applicationName: 'sync-worker', poolSize: slots + 2 }),
    (opened) => opened.destroy(),
  )
  const target = keep(
    'target',
    createTargetDatabase({ url, poolSize: slots * connectionsPerRun }),
    (opened) => opened.destroy(),
  )
  const broker = keep('broker', createBroker({ url: AMQP_URL, name: worker, log }), (opened) =>
    opened.close(),
  )
  keep('topology', keepTopology({ broker, url: AMQP_URL, mode: AMQP_TOPOLOGY, log }), (end) => {
    end()
  })
  const publisher = keep('publisher', createPublisher({ broker, log }), (opened) =>
    opened.stop(5_000),
  )
  const progressPublisher = keep(
    'progress publisher',
    createLossyPublisher({ broker, log }),
    (opened) => opened.stop(),
  )
  const relay = createRelay({
    db: ledger,
    writer: worker,
    ...sendOutbox(publisher),
    onError: (err) => {
      log.warn({ err }, 'Outbox could not be relayed, will be tried again')
    },
  })
  relay.start()
  keep('relay', relay, (opened) => opened.stop())
  return { ledger, target, broker, publisher, progressPublisher, relay }
}
