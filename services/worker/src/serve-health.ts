import type { Consumer } from '@aaps-data/amqp'
import {
  createHealthServer,
  createMetrics,
  type HealthServer,
  type Logger,
} from '@aaps-data/runtime'
import type { Static } from '@sinclair/typebox'
import type { Knex } from 'knex'
import type { workerConfig } from './config.ts'

/** Serves health and metrics, when a port is given for it. */
export async function serveHealth({
  config: { HEALTH_HOST: host, HEALTH_PORT: port },
  ledger,
  consumers,
  log,
}: {
  readonly config: Static<typeof workerConfig>
  readonly ledger: Knex
  readonly consumers: readonly Consumer[]
  readonly log: Logger
}): Promise<Pick<HealthServer, 'stop'>> {
  if (port === undefined) return { stop: () => Promise.resolve() }
  const metrics = createMetrics({
    definitions: {
      runsInHand: {
        type: 'gauge',
        name: 'sync_worker_runs_in_hand',
        help: 'Commands that the slots of this worker are busy with',
        read: () => consumers.reduce((sum, consumer) => sum + consumer.facts().inHand, 0),
      },
    },
    ofProcess: true,
  })
  const health = createHealthServer({
    port,
    host,
    metrics,
    log,
    checks: {
      ledger: async () => {
        await ledger.raw('select 1')
        return true
      },
      broker: () => consumers.every((consumer) => consumer.facts().consumerRegistered),
    },
  })
  const { url } = await health.start()
  log.info({ url }, 'Health server listening')
  return health
}
