import { createHealthServer, type HealthCheck } from './create-health-server.ts'
import type { Logger } from './create-logger.ts'
import { createMetrics, type MetricTable } from './create-metrics.ts'

/**
 * Serves health and metrics of a service, its process's included, when a port is given for it.
 * Resolves when it listens.
 */
export async function serveHealth({
  host,
  port,
  checks,
  definitions,
  log,
}: {
  readonly host: string
  readonly port: number | undefined
  readonly checks: Readonly<Record<string, HealthCheck>>
  readonly definitions: MetricTable
  readonly log: Logger
}): Promise<{ stop(): Promise<void> }> {
  if (port === undefined) return { stop: () => Promise.resolve() }
  const metrics = createMetrics({ definitions, ofProcess: true })
  const health = createHealthServer({ port, host, metrics, log, checks })
  const { url } = await health.start()
  log.info({ url }, 'Health server listening')
  return health
}
