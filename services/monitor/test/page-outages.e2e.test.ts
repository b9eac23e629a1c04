import { launchChromium } from '@aaps-data/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { findViolations, provideAxe } from './page/find-violations.ts'
import { createFixtureServer, type FixtureServer } from './page/fixture-server.ts'
import { calm, ledgerDown } from './page/scenes.ts'
import { sceneAt } from './page/some-runs.ts'

describe('the page while something is away', () => {
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

  it('names the database when the button is pressed before its loss is known', async () => {
    await page.goto(server.url)
    await heading('Todo está al día')
    server.show(ledgerDown)
    await button().click()
    await text(/AAPS-DATA no responde: no se solicitó nada. Debe actuar: Administrador/)
    expect(server.requests).toEqual([])
  })
})
