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
import type { Catalog } from '@aaps-data/catalog'
import { createTargetDatabase } from '@aaps-data/engine'
import { connectLedger, createRelay, type Relay } from '@aaps-data/ledger'
import type { Environment, Logger } from '@aaps-data/runtime'
import type { Source } from '@aaps-data/sources'
import type { Static } from '@sinclair/typebox'
import type { Knex } from 'knex'
import type { workerConfig } from './config.ts'
import { openSources } from './open-sources.ts'

/** Everything outside the process that a worker talks to. */
export interface Connections {
  /** Serves leases and ends of attempts, also while every connection to the target is busy. */
  readonly ledger: Knex
  readonly target: Knex
  readonly sources: ReadonlyMap<string, Source>
  readonly broker: Broker
  readonly publisher: Publisher
  readonly progressPublisher: LossyPublisher
  readonly relay: Relay
  /** Sends what is in the outbox if it can, then closes everything. */
  close(): Promise<void>
}

/** Opens the worker's connections. None of them needs its server to be there yet. */
export function openConnections({
  config: { TARGET_DATABASE_URL: url, AMQP_URL, WORKER_SLOTS_SCHEDULED, WORKER_SLOTS_INTERACTIVE },
  env,
  catalog,
  worker,
  log,
}: {
  readonly config: Static<typeof workerConfig>
  readonly env: Environment
  readonly catalog: Catalog
  readonly worker: string
  readonly log: Logger
}): Connections {
  const slots = WORKER_SLOTS_SCHEDULED + WORKER_SLOTS_INTERACTIVE
  const sources = openSources(catalog, env)
  const ledger = connectLedger({ url, applicationName: 'sync-worker', poolSize: slots + 2 })
  const target = createTargetDatabase({ url, poolSize: slots * 2 })
  const broker = createBroker({ url: AMQP_URL, name: worker, log })
  const stopTopology = keepTopology({ broker, url: AMQP_URL, log })
  const publisher = createPublisher({ broker, log })
  const progressPublisher = createLossyPublisher({ broker, log })
  const relay = createRelay({
    db: ledger,
    writer: worker,
    ...sendOutbox(publisher),
    onError: (err) => {
      log.warn({ err }, 'Outbox could not be relayed, will be tried again')
    },
  })
  relay.start()

  return {
    ledger,
    target,
    sources,
    broker,
    publisher,
    progressPublisher,
    relay,
    async close() {
      await relay.stop()
      stopTopology()
      await Promise.all([publisher.stop(5_000), progressPublisher.stop()])
      await broker.close()
      await Promise.all([...sources.values()].map((source) => source.close()))
      await Promise.all([target.destroy(), ledger.destroy()])
    },
  }
}
