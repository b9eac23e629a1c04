import { launchChromium } from '@aaps-data/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { findViolations, provideAxe } from './page/find-violations.ts'
import { createFixtureServer, type FixtureServer } from './page/fixture-server.ts'
import { calm, exemplars, ledgerDown, troubled } from './page/scenes.ts'
import { minutesAgo, sceneAt, summaryOf } from './page/some-runs.ts'

describe('the page while something is wrong', () => {
  let browser: Browser
  let server: FixtureServer
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    server = await createFixtureServer(calm)
    context = await browser.newContext({
      viewport: { width: 1_280, height: 800 },
      reducedMotion: 'reduce',
    })
    await provideAxe(context)
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
  })
  afterEach(async () => {
    await context.close()
    await server.close()
  })

  // What is pushed before the page listens reaches nobody.
  const connected = () => page.locator('.link-state.connected').waitFor()
  const text = (sentence: string | RegExp) => page.getByText(sentence).first().waitFor()
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
  const button = () =>
    page.getByRole('article', { name: 'Registro de EPSAs' }).getByRole('button', { name: /ahora/ })

  it('says that the database is away, who acts and of when its data are, until it is back', async () => {
    await page.goto(server.url)
    await heading('Todo está al día')
    server.push({ ledgerConnected: false, ledgerReadAt: sceneAt })
    await text('AAPS-DATA no responde. Debe actuar: Administrador de AAPS-DATA')
    await text(/Lo que se muestra es de las 13:05:09/)
    await heading('Todo estaba al día')
    await text('No disponible mientras AAPS-DATA no responda.')
    await button().click({ force: true })
    expect(server.requests).toEqual([])
    expect(await page.getByText('En vivo').count()).toBe(0)
    expect(await findViolations(page, 'everything')).toEqual([])

    server.push({ ledgerConnected: true, ledgerReadAt: null })
    await heading('Todo está al día')
    expect(await page.getByText('AAPS-DATA no responde').count()).toBe(0)
  })

  it('says that a queued run waits for RabbitMQ while that is away', async () => {
    server.show(troubled)
    await page.goto(`${server.url}/tareas/${exemplars.queued.id}`)
    await connected()
    await text('Espera un trabajador libre')
    server.push({ brokerConnected: false })
    await text('Espera a que vuelva RabbitMQ; entonces empieza sola')
    expect(await page.getByText('Espera un trabajador libre').count()).toBe(0)
  })

  it('says that a queued run waits for the one of its dataset that runs', async () => {
    server.show(troubled)
    await page.goto(`${server.url}/tareas/${exemplars.queued.id}`)
    const running = { ...exemplars.running, dataset: exemplars.queued.dataset, seq: 9 }
    await connected()
    server.push({ runs: [summaryOf(running)] })
    await text('Espera a que termine la que está en curso')
    expect(await page.getByText('Espera un trabajador libre').count()).toBe(0)
  })

  it('says since when nothing was heard of a worker', async () => {
    server.show(troubled)
    await page.goto(`${server.url}/tareas/${exemplars.running.id}`)
    const [progress] = troubled.progress
    if (progress === undefined) throw new Error('the scene has no progress')
    await connected()
    server.push({ progress: [{ ...progress, at: minutesAgo(0, 20) }] })
    await text(/Sin noticias del trabajador desde hace \d\d s/)
    server.push({ brokerConnected: false })
    await text(/RabbitMQ, el sistema de mensajes, no responde/)
    expect(await page.getByText(/Sin noticias/).count()).toBe(0)
  })

  it('tells the details of an error in its own language, and nothing twice', async () => {
    server.show(troubled)
    await page.goto(`${server.url}/tareas/${exemplars.failed.id}`)
    await text('Tabla')
    const details = page.locator('.error-details')
    expect(await details.locator('dt').allTextContents()).toEqual([
      'Fuente',
      'Tabla',
      'Código de la base',
    ])
    await page.goto(`${server.url}/tareas/${exemplars.waiting.id}`)
    await text(/jmamani · seguimiento.variable · en espera con una transacción abierta/)
  })

  it('names a dataset that left the catalog as one that is no longer defined', async () => {
    await page.goto(`${server.url}/tareas`)
    await text('tarifas (ya no está definido)')
    expect(await page.getByText('geo (ya no está definido)').count()).toBe(0)
  })

  it('says beside the button what there is already to wait for', async () => {
    server.show(troubled)
    await page.goto(server.url)
    const hint = (title: string) =>
      page.getByRole('article', { name: title }).locator('.start-reason').textContent()
    await heading('1 de 4 conjuntos necesita atención')
    expect(await hint('Registro de EPSAs')).toMatch(/^Ya hay una en cola/)
    expect(await hint('Seguimiento regulatorio')).toMatch(/^Ya se reintentará a las 13:09/)
    expect(await hint('Archivos georreferenciados')).toMatch(/^Hay una en curso/)
    await button().click()
    await text('Solicitado…')
  })

  it('speaks of one dataset as of one', async () => {
    server.show({ ...calm, datasets: troubled.datasets.slice(0, 1) })
    await page.goto(server.url)
    await heading('El conjunto de datos necesita atención')
    expect(await page.getByText('1 de 1 conjuntos').count()).toBe(0)
  })

  it('tells those who can act of messages that were set aside, and how to look', async () => {
    server.show({ ...calm, setAside: 1 })
    await page.goto(server.url)
    await text(/1 mensaje apartado: un servicio pidió algo/)
    expect(await page.getByText('Nadie tiene que hacer nada.').count()).toBe(0)
    expect(await findViolations(page, 'everything')).toEqual([])
    await page.getByRole('link', { name: 'Ver qué hacer' }).click()
    await heading('Hay mensajes apartados en RabbitMQ')
    await text(/sync\.parking\.v1/)
    await text(/x-error-code y x-error-reason/)

    server.show({ ...calm, setAside: 1, role: 'viewer' })
    await page.goto(server.url)
    await text('Sólo lectura: pídalo a un operador.')
    expect(await page.getByText(/mensaje apartado/).count()).toBe(0)
  })

  it('names the database when the button is pressed before its loss is known', async () => {
    await page.goto(server.url)
    await heading('Todo está al día')
    server.show(ledgerDown)
    await button().click()
    await text(/AAPS-DATA no responde: no se solicitó nada. Debe actuar: Administrador/)
    expect(server.requests).toEqual([])
  })
})
