import fastify from 'fastify'
import type { Metrics } from './create-metrics.ts'
import type { Logger } from './create-logger.ts'

/** True when the part of the service works. It may throw; that counts as false. */
export type HealthCheck = () => boolean | Promise<boolean>

interface HealthServerOptions {
  /** 0 takes a free port. */
  readonly port: number
  readonly host: string
  readonly checks: Readonly<Record<string, HealthCheck>>
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>
  readonly log: Logger
  /** How long one check may take. */
  readonly checkTimeoutMs?: number
}

export interface HealthServer {
  /** Listens; resolves with the address. */
  start(): Promise<{ readonly url: string }>
  /** Safe to repeat, and before `start`. */
  stop(): Promise<void>
}

/**
 * Serves `/healthz` (200 while the event loop turns), `/readyz` (200 when every check passes,
 * else 503, with the result of each) and `/metrics`.
 */
export function createHealthServer({
  port,
  host,
  checks,
  metrics,
  log,
  checkTimeoutMs = 2_000,
}: HealthServerOptions): HealthServer {
  const server = fastify({ logger: false, forceCloseConnections: true })

  server.get('/healthz', () => ({ status: 'live' }))

  server.get('/readyz', async (_request, reply) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const passed = await withDeadline(check, checkTimeoutMs).catch((err: unknown) => {
          log.debug({ err, check: name }, 'Health check failed')
          return false
        })
        return [name, passed ? 'ok' : 'failed'] as const
      }),
    )
    const isReady = results.every(([, result]) => result === 'ok')
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? 'ready' : 'not ready',
      checks: Object.fromEntries(results),
    })
  })

  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  )

  return {
    start: async () => ({ url: await server.listen({ port, host }) }),
    stop: () => server.close(),
  }
}

async function withDeadline(check: HealthCheck, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  try {
    return await Promise.race([
      Promise.resolve(check()),
      new Promise<false>((resolve) => {
        timer = setTimeout(resolve, timeoutMs, false)
      }),
    ])
  } finally {
    clearTimeout(timer)
  }
}
