import { launchChromium, waitFor } from '@aaps-data/testing'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { createFixtureServer, type FixtureServer } from './fixture-server.ts'
import type { Scene } from './scenes.ts'

export interface PageUnderTest {
  readonly server: FixtureServer
  readonly context: BrowserContext
  readonly page: Page
  /** Opens an address below the page's base and waits for its content. */
  open(path?: string): Promise<void>
  /** Waits for a text to be seen. */
  see(text: string | RegExp): Promise<void>
  /** Throws when anything failed inside the page. */
  close(): Promise<void>
}

export const desktop = { width: 1_280, height: 800 }
export const phone = { width: 360, height: 740 }

/** A browser for many pages. */
export function openBrowser(): Promise<Browser> {
  return launchChromium()
}

/** The built page over a scene, in a window of its own. */
export async function openPage(browser: Browser, scene: Scene): Promise<PageUnderTest> {
  const server = await createFixtureServer(scene)
  const context = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const faults: string[] = []
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text())
  })
  return {
    server,
    context,
    page,
    async open(path = '') {
      await page.goto(`${server.url}/${path}`)
      await page.locator('.link-state.connected').waitFor()
      await waitFor(async () => (await page.locator('.loading').count()) === 0, { what: 'content' })
    },
    see: (text) => page.getByText(text).first().waitFor(),
    async close() {
      await context.close()
      await server.close()
      if (faults.length > 0) throw new Error(`The page failed: ${faults.join('; ')}`)
    },
  }
}
