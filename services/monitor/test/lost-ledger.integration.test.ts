import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger, loadConfig } from '@aaps-data/runtime'
import { createFaultProxy, waitFor, type FaultProxy } from '@aaps-data/testing'
import { monitorConfig } from '../src/config.ts'
import { openMonitor, type Monitor } from '../src/open-monitor.ts'
import { basic, call, createMonitorUnderTest, type MonitorUnderTest } from './monitor-under-test.ts'
import { follow, type Browser } from './browser.ts'
import { catalog } from './some-datasets.ts'

describe('a monitor whose database goes away', () => {
  let ledger: MonitorUnderTest
  let proxy: FaultProxy
  let monitor: Monitor
  let browser: Browser

  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
  })
  afterAll(() => ledger.close())

  beforeEach(async () => {
    proxy = await createFaultProxy({ upstreamUrl: ledger.databaseUrl })
    monitor = await openMonitor({
      config: loadConfig(monitorConfig, {
        TARGET_DATABASE_URL: proxy.url,
        AMQP_URL: ledger.vhost.url,
        MONITOR_PORT: '0',
      }),
      openCatalog: () => ({ current: () => catalog, stop: () => undefined }),
      instance: 'lost',
      announce: () => undefined,
      log: createLogger({ service: 'monitor', level: 'silent', instance: 'lost' }),
    })
    browser = await follow(monitor)
  })
  afterEach(async () => {
    await browser.close()
    proxy.resume()
    await proxy.stop()
    await monitor.stop()
  })

  const untilLost = (): Promise<unknown> =>
    waitFor(() => !browser.model().ledgerConnected, {
      what: 'the loss of the ledger',
      timeoutMs: 5_000,
    })

  it('says within seconds that connections are refused, and how old its rows are', async () => {
    expect(browser.model()).toMatchObject({ ledgerConnected: true, ledgerReadAt: null })
    const lostAt = Date.now()
    await proxy.stop()
    await untilLost()
    const readAt = Date.parse(browser.model().ledgerReadAt ?? '')
    expect(Math.abs(readAt - lostAt)).toBeLessThan(5_000)
  })

  it('explains itself to browsers and programs that come while it is away', async () => {
    await proxy.stop()
    const read = await call(monitor, '/api/v1/session', { as: 'omar' })
    expect(read).toMatchObject({ status: 503, json: { code: 'TARGET_UNREACHABLE', status: 503 } })
    expect(read.headers.get('content-type')).toContain('application/problem+json')

    const page = await call(monitor, '/', { as: 'omar', headers: { accept: 'text/html' } })
    expect(page.status).toBe(503)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.text).toContain('La base AAPS-DATA no responde')
    expect(page.text).toContain('Debe actuar: Administrador de AAPS-DATA')
    expect(page.text).toContain('The AAPS-DATA database does not answer')
    // What the open page still asks for, its help above all, is there.
    const assets = join(__dirname, '../web/dist/assets')
    for (const name of existsSync(assets) ? readdirSync(assets) : []) {
      expect((await call(monitor, `/assets/${name}`)).status).toBe(200)
    }
    expect(page.text + read.text).not.toMatch(/INTERNAL|ECONN|127\.0\.0\.1/)
  })

  it('refuses a name or password in a page, and asks for them again', async () => {
    for (const authorization of ['', basic('omar', 'otra')]) {
      const { status, headers, text } = await call(monitor, '/tareas', {
        headers: { accept: 'text/html,*/*', ...(authorization && { authorization }) },
      })
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toContain('Basic')
      expect(text).toContain('Hacen falta su nombre y su contraseña')
      expect(text).toContain('Your name and password are needed')
    }
    const { json } = await call(monitor, '/api/v1/session')
    expect(json).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('says so as well when nothing is answered at all, and follows again afterwards', async () => {
    proxy.pause()
    await waitFor(() => !browser.model().ledgerConnected, {
      what: 'the loss of the ledger',
      timeoutMs: 8_000,
    })
    proxy.resume()
    await waitFor(() => browser.model().ledgerConnected, { what: 'the ledger', timeoutMs: 15_000 })
    expect(browser.model().ledgerReadAt).toBeNull()
  })
})
