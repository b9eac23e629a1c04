import type { Consumer } from '@aaps-data/amqp'
import {
  createHealthServer,
  createMetrics,
  type HealthServer,
  type Logger,
} from '@aaps-data/runtime'
import type { Static } from '@sinclair/typebox'
import type { Knex } from 'knex'
import type { schedulerConfig } from './config.ts'

/** Serves health and metrics, when a port is given for it. */
export async function serveHealth({
  config: { HEALTH_HOST: host, HEALTH_PORT: port },
  ledger,
  intake,
  log,
}: {
  readonly config: Static<typeof schedulerConfig>
  readonly ledger: Knex
  readonly intake: Consumer
  readonly log: Logger
}): Promise<Pick<HealthServer, 'stop'>> {
  if (port === undefined) return { stop: () => Promise.resolve() }
  const health = createHealthServer({
    port,
    host,
    metrics: createMetrics({ definitions: {}, ofProcess: true }),
    log,
    checks: {
      ledger: async () => {
        await ledger.raw('select 1')
        return true
      },
      broker: () => intake.facts().consumerRegistered,
    },
  })
  const { url } = await health.start()
  log.info({ url }, 'Health server listening')
  return health
}
