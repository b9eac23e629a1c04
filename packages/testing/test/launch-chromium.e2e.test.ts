import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { launchChromium } from '@aaps-data/testing'
import type { Browser } from 'playwright-core'

describe('launchChromium', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchChromium()
  })

  afterAll(async () => {
    await browser.close()
  })

  it('draws text with a font', async () => {
    const page = await browser.newPage()
    await page.setContent('<b style="font: 40px sans-serif">Ejecución</b><i>&nbsp;</i>')
    // Without any font every glyph has no width.
    const box = await page.locator('b').boundingBox()
    expect(box?.width).toBeGreaterThan(100)
  })
})
