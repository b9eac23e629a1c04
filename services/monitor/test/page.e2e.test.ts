import { gzipSync } from 'node:zlib'
import { launchChromium, waitFor } from '@aaps-data/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { findViolations, provideAxe } from './page/find-violations.ts'
import { createFixtureServer, type FixtureServer } from './page/fixture-server.ts'
import { review, reviewed, reviewWithoutRows } from './page/review-scenes.ts'
import { brokerDown, calm, empty, exemplars, guarded, troubled } from './page/scenes.ts'
import { aRun, minutesAgo, runId, sceneAt, summaryOf } from './page/some-runs.ts'

const desktop = { width: 1_280, height: 800 }
const phone = { width: 360, height: 740 }

describe('the page', () => {
  let browser: Browser
  let server: FixtureServer
  let context: BrowserContext
  let page: Page
  let faults: string[]

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    server = await createFixtureServer(calm)
    context = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce' })
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    faults = []
    page.on('pageerror', ({ message }) => faults.push(message))
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text())
    })
  })
  afterEach(async () => {
    await context.close()
    await server.close()
    if (faults.length > 0) throw new Error(`The page failed: ${faults.join('; ')}`)
  })

  async function open(path = ''): Promise<void> {
    await page.goto(`${server.url}/${path}`)
    await page.locator('.link-state.connected').waitFor()
    await waitFor(async () => (await page.locator('.loading').count()) === 0, { what: 'content' })
  }

  const card = (title: string) => page.getByRole('article', { name: title })
  const text = (sentence: string | RegExp) => page.getByText(sentence).first().waitFor()
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()

  it('says that all is well, and what comes next', async () => {
    await open()
    await heading('Todo está al día')
    await text('Nadie tiene que hacer nada.')
    await text(/Próxima sincronización: Seguimiento regulatorio, 13:30/)
    expect(await page.title()).toBe('Estado · AAPS-DATA Sync')
  })

  it('says who must act, leads to what to do, and counts in the title', async () => {
    server.show(troubled)
    await open()
    await heading('1 de 4 conjuntos necesita atención')
    await text('Debe actuar: Administrador de la fuente (SIIRAyS).')
    expect(await page.title()).toMatch(/^\(1\) Estado/)
    await card('Registro de EPSAs').getByRole('link', { name: 'Ver qué hacer' }).click()
    await page.waitForURL(`${server.url}/tareas/${exemplars.failed.id}`)
    await heading('Registro de EPSAs')
    await text('No: todo se revirtió')
    await text(/Dar permiso de lectura/)
    await text('permission denied for table demografia_cobertura')
  })

  it('shows a request as requested until the stream tells of the run', async () => {
    await open()
    const button = card('Registro de EPSAs').getByRole('button', { name: /Sincronizar|Solicitado/ })
    await button.click()
    await card('Registro de EPSAs').getByText('Solicitado…').waitFor()
    await waitFor(() => (server.requests.length > 0 ? true : undefined), { what: 'the request' })
    await button.click({ force: true })
    expect(server.requests).toEqual([
      { dataset: 'registro', key: expect.stringMatching(/^[0-9a-f]{32}$/), body: {} },
    ])
    expect(await button.textContent()).toContain('Solicitado…')

    const run = aRun(5_000, { state: 'queued', origin: 'page', requestedAt: sceneAt, seq: 1 })
    server.push({ runs: [summaryOf({ ...run, finishedAt: null, startedAt: null })] })
    await card('Registro de EPSAs').getByText('Sincronizar ahora').waitFor()
    await text('Espera un trabajador libre')
    await text('El pedido de «registro» quedó registrado.')
  })

  it('says that nothing was requested while the broker is down, and refuses viewers', async () => {
    server.show(brokerDown)
    await open()
    await text(/RabbitMQ, el sistema de mensajes, no responde/)
    await card('Registro de EPSAs').getByText('Sólo lectura: pídalo a un operador.').waitFor()
    expect(await page.getByText('Nadie tiene que hacer nada.').count()).toBe(0)
    for (const button of await card('Registro de EPSAs').getByRole('button').all()) {
      await button.click({ force: true })
    }
    expect(server.requests).toEqual([])

    // The broker went down in the moment of the press.
    server.show({ ...calm, brokerConnected: true })
    await open()
    server.show({ ...brokerDown, role: 'operator' })
    await card('Registro de EPSAs').getByRole('button').first().click()
    await text(/RabbitMQ no responde: no se solicitó nada/)
  })

  it('keeps what it shows while the monitor is away, and comes back by itself', async () => {
    await open()
    server.cutOff()
    await text('Sin conexión con el monitor; se reintenta…')
    await text(/Lo que se muestra es de hace/)
    await heading('Todo estaba al día')
    server.show(troubled)
    await heading('1 de 4 conjuntos necesita atención')
    expect(await page.getByText('Sin conexión con el monitor').count()).toBe(0)
  })

  it('asks for a new snapshot when it missed a frame', async () => {
    await open()
    expect(server.connections()).toBe(1)
    server.push({ from: 90 })
    await waitFor(() => (server.connections() === 2 ? true : undefined), { what: 'a reconnection' })
    await page.locator('.link-state.connected').waitFor()
  })

  it('follows the progress of a run', async () => {
    server.show(troubled)
    await open(`tareas/${exemplars.running.id}`)
    const [progress] = troubled.progress
    if (progress === undefined) throw new Error('the scene has no progress')
    server.push({ progress: [{ ...progress, phase: 'apply', tablesDone: 2, rows: 51_000 }] })
    await text(
      'Fase 6 de 7: Escribir · 2 de 3 tablas · 51.000 de 120.000 filas · 8.500 filas por segundo · faltan 10 s',
    )
    const bar = page.getByRole('progressbar', { name: 'Archivos georreferenciados' })
    expect(Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(80)
  })

  it('lists planned, running and finished runs, and filters them by address', async () => {
    server.show(troubled)
    await open('tareas')
    await text('Ahora, 13:05')
    const rows = page.locator('.run-row')
    expect(await rows.count()).toBe(3 + troubled.runs.length)
    await page.getByRole('link', { name: 'Fallida', exact: true }).click()
    await page.waitForURL(/\?state=failed$/)
    await page.getByLabel('Conjunto').selectOption('registro')
    await page.waitForURL(/\?state=failed&dataset=registro$/)
    await text('La fuente no permite leer una tabla')
    expect(await rows.count()).toBe(1)
    await page.getByLabel('Conjunto').selectOption('geo')
    await text('Ninguna tarea cumple el filtro')
    await page.getByRole('link', { name: 'Quitar los filtros' }).click()
    await text('Ahora, 13:05')
  })

  it('does not move rows under a reader who has scrolled', async () => {
    server.show({
      ...calm,
      runs: Array.from({ length: 60 }, (_, index) =>
        aRun(300 + index, { requestedAt: minutesAgo(10 + index) }),
      ),
    })
    await open('tareas')
    await page.mouse.move(640, 500)
    await page.mouse.wheel(0, 900)
    await page.waitForFunction('window.scrollY > 800')
    const row = page.locator(`a[href$="${runId(315)}"]`)
    const before = await row.boundingBox()
    server.push({ runs: [summaryOf(aRun(299, { requestedAt: sceneAt, finishedAt: null }))] })
    await text('1 nueva: ir arriba')
    expect(await row.boundingBox()).toEqual(before)
    await page.getByRole('button', { name: '1 nueva: ir arriba' }).click()
    await page.locator(`a[href$="${runId(299)}"]`).waitFor()
  })

  it('sorts the tables of a run and folds away those without a change', async () => {
    await open(`tareas/${exemplars.succeeded.id}`)
    await text('38 de 38 tablas son iguales, comprobado fila por fila')
    const names = page.locator('.counts').first().getByRole('rowheader')
    expect((await names.allTextContents())[0]).toBe('demografia_cobertura')
    await page.getByRole('button', { name: 'Tabla', exact: true }).first().click()
    expect((await names.allTextContents())[0]).toBe('demografia_cobertura')
    expect((await names.allTextContents())[1]).toBe('epsa')
    await page.getByText('33 tablas sin cambios').click()
    await page.getByRole('rowheader', { name: 'ubicacion' }).waitFor()
  })

  it('speaks English at a switch and remembers it', async () => {
    await open()
    await page.getByRole('button', { name: 'English' }).click()
    await heading('Everything is up to date')
    await page.reload()
    await heading('Everything is up to date')
    expect(await page.locator('html').getAttribute('lang')).toBe('en-GB')
    await page.goto(`${server.url}/ayuda/TARGET_LOCKED`)
    await heading('Another session holds the tables of AAPS-DATA locked')
    await page.goto(`${server.url}/ayuda/MADE_UP`)
    await heading('Error not in the catalogue')
  })

  it('is used by keyboard alone', async () => {
    await open()
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').textContent()).toBe('Saltar al contenido')
    await page.keyboard.press('Enter')
    expect(await page.locator(':focus').textContent()).toBe('Todo está al día')
    await page.getByRole('link', { name: 'Tareas', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${server.url}/tareas`)
    await page.locator('h1:focus').waitFor()
    expect(await page.locator('h1:focus').textContent()).toBe('Tareas')
  })

  it('weighs at most 35 kB, compressed, before the first error is shown', async () => {
    const sizes: number[] = []
    page.on('response', (response) => {
      if (/\.(js|css|html)$|\/$/.test(new URL(response.url()).pathname)) {
        void response.body().then((body) => sizes.push(gzipSync(body).byteLength))
      }
    })
    await open()
    await waitFor(() => (sizes.length >= 4 ? true : undefined), { what: 'page, scripts and style' })
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(35 * 1_024)
  })

  const places = [
    ['Estado al día', calm, ''],
    ['Estado con errores', troubled, ''],
    ['Estado sin RabbitMQ', brokerDown, ''],
    ['Estado vacío', empty, ''],
    ['Tareas', troubled, 'tareas'],
    ['Tareas sin resultado', empty, 'tareas?state=failed'],
    ['Tarea fallida', troubled, `tareas/${exemplars.failed.id}`],
    ['Tarea por reintentar', troubled, `tareas/${exemplars.waiting.id}`],
    ['Tarea en curso', troubled, `tareas/${exemplars.running.id}`],
    ['Tarea terminada', calm, `tareas/${exemplars.succeeded.id}`],
    ['Tarea retenida', guarded, `tareas/${exemplars.held.id}`],
    ['Tarea simulada', review, `tareas/${reviewed.previewed.id}`],
    ['Tarea con cambios y avisos', review, `tareas/${reviewed.changed.id}`],
    ['Tarea con rechazos', review, `tareas/${reviewed.rejected.id}`],
    ['Tarea sin cambios', review, `tareas/${reviewed.verified.id}`],
    ['Tarea sin sus filas', reviewWithoutRows, `tareas/${reviewed.changed.id}`],
    ['Tarea desconocida', calm, `tareas/${runId(404)}`],
    ['Auditoría', calm, 'auditoria'],
    ['Ayuda', calm, 'ayuda/SOURCE_UNREACHABLE'],
    ['Página desconocida', calm, 'nada'],
  ] as const

  /** What is wrong with the page as it stands, in both themes. */
  async function findingsHere(what: 'everything' | 'colours'): Promise<string[]> {
    const findings: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      // A theme changes nothing but colours.
      const checked = colorScheme === 'light' ? what : 'colours'
      const violations = await findViolations(page, checked)
      findings.push(...violations.map((violation) => `${colorScheme}: ${violation}`))
    }
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    return overflow === 0 ? findings : [...findings, 'scrolls sideways']
  }

  it.each(places)(
    '%s is accessible and fits, in every theme, language and width',
    async (_name, scene, path) => {
      server.show(scene)
      await provideAxe(context)
      await open(path)
      const findings: string[] = []
      for (const language of ['Español', 'English']) {
        await page.getByRole('button', { name: language }).click()
        await page.locator(`html[lang^=${language === 'English' ? 'en' : 'es'}]`).waitFor()
        for (const viewport of [desktop, phone]) {
          await page.setViewportSize(viewport)
          // Each language and each width once; the other two pairs have nothing new but layout.
          const isNew = (language === 'Español') === (viewport === desktop)
          const here = await findingsHere(isNew ? 'everything' : 'colours')
          findings.push(...here.map((finding) => `${language} ${viewport.width} ${finding}`))
        }
      }
      expect(findings).toEqual([])
    },
    90_000,
  )
})
