import { afterEach, describe, expect, it } from '@jest/globals'
import {
  createHealthServer,
  createLogger,
  createMetrics,
  type HealthCheck,
  type HealthServer,
} from '../src/index.ts'

const log = createLogger({ service: 'test', instance: 'test', level: 'silent' })
const metrics = createMetrics({
  ofProcess: false,
  definitions: { runs: { type: 'counter', name: 'sync_runs_total', help: 'Runs.' } },
})

describe('createHealthServer', () => {
  let server: HealthServer | undefined

  afterEach(() => server?.stop())

  async function serve(checks: Record<string, HealthCheck>): Promise<string> {
    server = createHealthServer({
      port: 0,
      host: '127.0.0.1',
      checks,
      metrics,
      log,
      checkTimeoutMs: 100,
    })
    return (await server.start()).url
  }

  it('is ready when every check passes', async () => {
    const url = await serve({ ledger: () => true, broker: () => Promise.resolve(true) })

    const answer = await fetch(`${url}/readyz`)

    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ status: 'ready', checks: { ledger: 'ok', broker: 'ok' } })
  })

  it('is live but not ready when a check fails, throws or does not answer', async () => {
    const url = await serve({
      ledger: () => false,
      broker: () => Promise.reject(new Error('gone')),
      disk: () => new Promise<boolean>(() => undefined),
    })

    const answer = await fetch(`${url}/readyz`)

    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({
      status: 'not ready',
      checks: { ledger: 'failed', broker: 'failed', disk: 'failed' },
    })
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it('serves the metrics as Prometheus reads them', async () => {
    const url = await serve({})

    const answer = await fetch(`${url}/metrics`)

    expect(answer.headers.get('content-type')).toBe(metrics.contentType)
    expect(await answer.text()).toContain('sync_runs_total 0')
  })

  it('stops twice, and before it was started', async () => {
    server = createHealthServer({ port: 0, host: '127.0.0.1', checks: {}, metrics, log })

    await expect(server.stop()).resolves.toBeUndefined()
    await expect(server.stop()).resolves.toBeUndefined()
  })
})
