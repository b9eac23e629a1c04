import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Locator, Page } from 'playwright-core'
import { connectLedger, createUser } from '@aaps-data/ledger'
import { createFaultProxy, launchChromium, type FaultProxy } from '../src/index.ts'
import type { SpawnedProcess } from '../src/index.ts'
import { languages, shownReport, toldReport } from './error-report.ts'
import { createSystem, onDatabase, type RunningSystem } from './running-system.ts'
import { openWatchedPage, type Person, type WatchedPage } from './watched-page.ts'

const admin: Person = { name: 'admin', password: 'clave-de-ada-6wq' }
const viewer: Person = { name: 'vera', password: 'clave-de-vera-8zt' }

describe('the page over the real services', () => {
  let system: RunningSystem
  let source: FaultProxy
  let browser: Browser
  let monitor: SpawnedProcess
  let monitorUrl: string
  let worker: SpawnedProcess | undefined
  let urls: Readonly<Record<string, string>>
  const services: SpawnedProcess[] = []
  const opened: WatchedPage[] = []
  const told: string[] = []

  beforeAll(async () => {
    system = await createSystem({ scale: 0.05 })
    source = await createFaultProxy({ upstreamUrl: withPassword(system.sourceUrl, 'clave-9tf') })
    urls = {
      AMQP_URL: system.amqpUrl,
      TARGET_DATABASE_URL: withPassword(system.targetUrl, 'clave-4kz'),
      SOURCE_SIIRAYS_URL: source.url,
    }
    await start('scheduler').waitForLine(/Scheduler started/)
    await startMonitor()
    await startWorker()
    const ledger = connectLedger({ url: system.targetUrl, applicationName: 'e2e' })
    await createUser(ledger, { ...viewer, role: 'viewer' })
    await ledger.destroy()
    browser = await launchChromium()
  }, 60_000)
  afterEach(async () => {
    told.push(...(await Promise.all(opened.splice(0).map((page) => page.close()))))
  })
  afterAll(async () => {
    await browser.close()
    await system.stop()
    await source.stop()
  }, 30_000)

  function start(
    service: 'worker' | 'scheduler' | 'monitor',
    env: Readonly<Record<string, string>> = {},
  ): SpawnedProcess {
    const started = system.start(service, { ...urls, ...env })
    services.push(started)
    return started
  }
  async function startMonitor(port = '0'): Promise<void> {
    monitor = start('monitor', { MONITOR_PORT: port, MONITOR_ADMIN_PASSWORD: admin.password })
    const line = await monitor.waitForLine(/Server listening at/)
    monitorUrl = /http:[^"]+/.exec(line)?.[0] ?? ''
  }
  async function startWorker(env: Readonly<Record<string, string>> = {}): Promise<void> {
    await worker?.kill()
    worker = start('worker', env)
    await worker.waitForLine(/Worker started/)
  }
  async function open(person: Person, path = '/'): Promise<WatchedPage> {
    const shown = await openWatchedPage(browser, { url: monitorUrl, person })
    opened.push(shown)
    await shown.page.goto(path)
    await shown.page.locator('.link-state.connected').waitFor()
    return shown
  }
  /** Holds the worker before the copy of a table in the middle; gives what lets it go on. */
  const holdCopy = () =>
    new Promise<() => void>((resolve) => {
      const hold = () =>
        new Promise<void>((release) => {
          resolve(release)
        })
      source.onStatement(/^copy /, hold, { nth: 20 })
    })
  async function requestByButton({ page }: WatchedPage): Promise<string> {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    await registroCard(page).getByRole('button', { name: 'Sincronizar ahora' }).click()
    const { runId } = (await (await answered).json()) as { readonly runId: string }
    return runId
  }

  it('follows a run from the press of the button to its receipt without being loaded again', async () => {
    const shown = await open(admin)
    const { page } = shown
    await page.evaluate('window.loadedOnce = true')
    const held = holdCopy()

    const runId = await requestByButton(shown)
    const letGo = await held
    try {
      await registroCard(page)
        .getByText(/Fase 3 de 7: Copiar filas/)
        .waitFor()
      await page.getByRole('link', { name: 'Ver la tarea' }).click()
      await page.waitForURL(`**/tareas/${runId}`)
      await page.locator('.run .badge', { hasText: 'En curso' }).waitFor()
      await page.locator('[aria-current=step]', { hasText: 'Copiar filas: en curso' }).waitFor()
    } finally {
      letGo()
    }
    await page.locator('.run .badge', { hasText: 'Terminada' }).waitFor()

    await page.getByText('39 de 39 tablas son iguales, comprobado fila por fila').waitFor()
    expect(await page.locator('.phases .done').count()).toBe(7)
    expect(await shownCounts(shown)).toEqual(
      await system.rows(
        `select table_name as table, inserted::int, updated::int, deleted::int,
           unchanged::int, staged::int
         from sync.receipt_tables where run_id = $1 order by table_name collate "C"`,
        [runId],
      ),
    )
    expect(await page.evaluate('window.loadedOnce')).toBe(true)
    expect(shown.links()).toBe(1)
  }, 60_000)

  it.each([
    ['source is down', 'SOURCE_UNREACHABLE', 'waiting', 'Por reintentar'],
    ['source lacks a table', 'SOURCE_TABLE_MISSING', 'failed', 'Fallida'],
  ] as const)(
    'explains in both languages what to do when the %s',
    async (_what, code, state, badge) => {
      const isMissing = code === 'SOURCE_TABLE_MISSING'
      if (isMissing) await onSource('alter table sector rename to sector_elsewhere')
      else await startWorker({ SOURCE_SIIRAYS_URL: withPort(source.url, '1') })
      const shown = await open(admin)
      const runId = await requestByButton(shown)
      await shown.page.goto(`/tareas/${runId}`)

      await shown.page.locator('.run .badge', { hasText: badge }).waitFor()
      for (const language of languages) {
        await shown.page.getByRole('button', { name: language.button }).click()
        expect(await shownReport(shown.page, language, code)).toEqual(
          toldReport(language, code, state),
        )
      }

      if (isMissing) await onSource('alter table sector_elsewhere rename to sector')
      else await startWorker()
    },
    60_000,
  )

  it('comes back by itself after the monitor was killed, with what happened meanwhile', async () => {
    // On the card another run, one retried from above, may have ended after this one.
    const { page } = await open(admin, '/tareas')
    await page.evaluate('window.loadedOnce = true')
    await monitor.kill()
    await page.getByText('Sin conexión con el monitor; se reintenta…').waitFor()
    const runId = await system.request()
    await system.runIn(runId, ['succeeded'])

    await startMonitor(new URL(monitorUrl).port)

    await page.locator('.link-state.connected').waitFor()
    await page.locator(`.run-list a[href$="${runId}"]`).waitFor()
    expect(await page.getByText('Sin conexión con el monitor').count()).toBe(0)
    expect(await page.evaluate('window.loadedOnce')).toBe(true)
  }, 60_000)

  it('lets a viewer ask for nothing, and writes down who tried', async () => {
    const { page } = await open(viewer)
    const card = registroCard(page)
    const button = card.getByRole('button', { name: 'Sincronizar ahora' })
    await card.getByText('Sólo lectura: pídalo a un operador.').waitFor()
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    const before = await system.rows('select count(*) from sync.runs')

    const status = await page.evaluate(`fetch('/api/v1/datasets/registro/runs', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'around-the-button' },
      body: '{}',
    }).then((answer) => answer.status)`)

    expect(status).toBe(403)
    expect(await system.rows('select count(*) from sync.runs')).toEqual(before)
    const audit = await open(admin, '/auditoria')
    const entry = audit.page.getByRole('row', { name: /vera.*Pidió/ })
    await entry.waitFor()
    expect(await entry.innerText()).toMatch(/vera.*Pidió sincronizar.*registro.*Rechazado/s)
  }, 60_000)

  it('has shown, sent and logged no password', () => {
    const secrets = [
      admin.password,
      viewer.password,
      ...Object.values(urls).map((url) => decodeURIComponent(new URL(url).password)),
    ]
    const texts = [...told, ...services.map(({ lines }) => lines.join('\n'))]

    expect(texts.join('\n')).toContain('SOURCE_UNREACHABLE')
    expect(secrets.every((secret) => secret.length >= 5)).toBe(true)
    expect(secrets.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([])
  })

  const onSource = (sql: string) => onDatabase(system.sourceUrl, (client) => client.query(sql))
})

/** What the page shows of the dataset that the tests synchronise. */
function registroCard(page: Page): Locator {
  return page.getByRole('article', { name: 'Registro de EPSA' })
}

/** The rows of every table, as the run's page shows them. */
async function shownCounts({ page }: WatchedPage): Promise<Record<string, unknown>[]> {
  const counted = ['inserted', 'updated', 'deleted', 'unchanged', 'staged']
  const rows = await page.locator('.counts tbody tr').all()
  const shown = await Promise.all(
    rows.map(async (row) => {
      const cells = await row.locator('td.count').allTextContents()
      const numbers = cells.map((cell) => Number(cell.replaceAll('.', '')))
      return {
        table: (await row.getByRole('rowheader', { includeHidden: true }).textContent()) ?? '',
        ...Object.fromEntries(counted.map((name, index) => [name, numbers[index]])),
      }
    }),
  )
  return shown.sort((a, b) => (a.table < b.table ? -1 : 1))
}

/** The URL with a password in it: its own, or one that a server that trusts everybody ignores. */
function withPassword(url: string, password: string): string {
  const changed = new URL(url)
  changed.password ||= password
  return changed.href
}

function withPort(url: string, port: string): string {
  const changed = new URL(url)
  changed.port = port
  return changed.href
}
