import { changeSample } from '@aaps-data/siirays'
import { launchChromium, provideTestProgram } from '@aaps-data/testing'
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { measureBar } from './bars.ts'
import { startBenchStack, type BenchStack } from './bench-stack.ts'
import { prepareRegistro } from './prepare-registro.ts'
import { writeReport } from './report.ts'
import { describeMilliseconds, median } from './statistics.ts'

const registroCard = 'article.dataset[aria-labelledby=dataset-registro]'

// In the page, so that nothing between it and this process counts: from the instant the browser
// gives the click to the frame after the card has shown the progress of a run that runs.
const watchNextClick = `new Promise((armed) => {
  const card = document.querySelector('${registroCard}')
  window.clickToRunningMs = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('No run was seen running within 30 s')), 30_000)
    let clickedMs
    card.querySelector('.start .accent').addEventListener(
      'click', (event) => { clickedMs = event.timeStamp }, { capture: true, once: true })
    const observer = new MutationObserver(() => {
      if (clickedMs === undefined || card.querySelector('[role=progressbar]') === null) return
      observer.disconnect()
      requestAnimationFrame(() => resolve(performance.now() - clickedMs))
    })
    observer.observe(card, { subtree: true, childList: true })
  })
  armed()
})`

/**
 * Presses *Sincronizar ahora* in a real browser, over the real monitor, scheduler, broker and
 * worker, and measures how long the page takes to show the run as running. Each click comes after
 * the run of the one before has ended, and after the source has changed: a run that finds nothing to
 * do may have ended before the page would paint it as running.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: '1' },
      clicks: { type: 'string', default: '30' },
      json: { type: 'string' },
    },
  })
  await provideTestProgram('chromium', process.env)
  const stack = await startBenchStack()
  try {
    const sourceUrl = await prepareRegistro(stack, Number(values.scale))
    stack.startServices({ SOURCE_SIIRAYS_URL: sourceUrl })
    await stack.runSeconds('registro')
    const change = (seed: number) =>
      changeSample({
        url: sourceUrl,
        seed,
        inserts: 0,
        updates: 20,
        deletes: 0,
        seguimientoShare: 0,
      })
    const clicksMs = await measureClicks(stack, { clicks: Number(values.clicks), change })
    writeReport(
      {
        bench: 'click',
        lines: [
          ['scale, clicks', `${values.scale}, ${values.clicks}`],
          ['from the click to `running` on the page', describeMilliseconds(clicksMs)],
        ],
        measurements: { clicksMs },
        bars: [measureBar('click-to-running', median(clicksMs))],
      },
      values.json,
    )
  } finally {
    await stack.stop()
  }
}

async function measureClicks(
  stack: BenchStack,
  {
    clicks,
    change,
  }: { readonly clicks: number; readonly change: (seed: number) => Promise<unknown> },
): Promise<number[]> {
  const password = randomBytes(12).toString('base64url')
  const url = await stack.startMonitor({ MONITOR_ADMIN_PASSWORD: password })
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ httpCredentials: { username: 'admin', password } })
    await page.goto(url)
    await page.locator('.link-state.connected').waitFor()
    const measuredMs: number[] = []
    for (let click = 1; click <= clicks; click += 1) {
      await change(click)
      measuredMs.push(await measureClick(page))
    }
    return measuredMs
  } finally {
    await browser.close()
  }
}

async function measureClick(page: Page): Promise<number> {
  const card = page.locator(registroCard)
  await card.locator('.underway').waitFor({ state: 'detached' })
  await page.evaluate(watchNextClick)
  await card.getByRole('button', { name: 'Sincronizar ahora' }).click()
  return await page.evaluate<number>('window.clickToRunningMs')
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
