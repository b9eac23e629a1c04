import type { Page } from 'playwright-core'
import type { SyncErrorCode } from '@aaps-data/contracts'
import { explainError, type ErrorGuide } from '@aaps-data/contracts/error-guide'
import { errorGuideEn } from '@aaps-data/contracts/error-guide/en'
import { errorGuideEs } from '@aaps-data/contracts/error-guide/es'

interface Language {
  /** The name of the switch. */
  readonly button: string
  readonly guide: ErrorGuide
  readonly actor: string
  readonly written: string
  /** What the page says of a run in that state that wrote nothing. */
  readonly nothing: Readonly<Record<'failed' | 'waiting', string>>
}

export const languages: readonly Language[] = [
  {
    button: 'Español',
    guide: errorGuideEs,
    actor: 'Debe actuar',
    written: '¿Se escribió algo?',
    nothing: { failed: 'No: todo se revirtió', waiting: 'No: el intento se revirtió' },
  },
  {
    button: 'English',
    guide: errorGuideEn,
    actor: 'Who must act',
    written: 'Was anything written?',
    nothing: {
      failed: 'No: everything was rolled back',
      waiting: 'No: the attempt was rolled back',
    },
  },
]

/** What a run's page says of its error. */
export interface ShownReport {
  readonly title: string | null
  readonly actor: string | null
  readonly written: string | null
  readonly steps: readonly string[]
  readonly causeAndPrevention: readonly string[]
}

/** Reads the report of a run's page, once its title is that of the error in the language. */
export async function shownReport(
  page: Page,
  { guide, actor, written }: Language,
  code: SyncErrorCode,
): Promise<ShownReport> {
  const verdict = page.locator('.verdict-sentence')
  const report = page.locator('.error-report')
  const fact = (label: string) =>
    report.locator('.facts > div', { has: page.getByText(label, { exact: true }) }).locator('dd')
  await verdict.getByText(guide.codes[code].title, { exact: true }).waitFor()
  return {
    title: await verdict.textContent(),
    actor: await fact(actor).textContent(),
    written: await fact(written).textContent(),
    steps: (await report.locator('.steps li').allTextContents()).map((step) => step.toLowerCase()),
    causeAndPrevention: await report.locator('.explanation-why p').allTextContents(),
  }
}

/** What the page has to say according to the guide. */
export function toldReport(
  { guide, nothing }: Language,
  code: SyncErrorCode,
  state: 'failed' | 'waiting',
): ShownReport {
  const { title, actor, steps, cause, prevention } = explainError(guide, code)
  return {
    title,
    actor,
    written: nothing[state],
    steps: steps.map(asShown),
    causeAndPrevention: [cause, prevention],
  }
}

// The page sets who does a step apart from what is done, and begins that with a capital.
function asShown(step: string): string {
  return step.replace(/^([^.:]+): /, '$1').toLowerCase()
}
