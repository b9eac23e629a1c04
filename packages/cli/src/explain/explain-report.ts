import {
  errorGuideEn,
  errorGuideEs,
  explainError,
  type ErrorReport,
  type ExplainedError,
} from '@aaps-data/contracts'
import type { Environment } from '@aaps-data/runtime'

export const languages = ['es', 'en'] as const
export type Language = (typeof languages)[number]

const guides = { es: errorGuideEs, en: errorGuideEn }

/** The language of explanations unless told: English where the locale says so, else Spanish. */
export function languageOf(env: Environment): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  return locale.startsWith('en') ? 'en' : 'es'
}

/** An error as the ledger keeps it, with its cause, steps and prevention in words. */
export interface ExplainedReport extends Pick<ErrorReport, 'code' | 'message' | 'details'> {
  readonly explanation: ExplainedError
}

/** What an error is, why, what to do in which order, and how to keep it from coming again. */
export function explanationLines({
  code,
  explanation: { title, cause, steps, prevention },
}: Pick<ExplainedReport, 'code' | 'explanation'>): readonly string[] {
  return [
    `${code}: ${title}`,
    cause,
    ...steps.map((step, place) => `  ${place + 1}. ${step}`),
    prevention,
  ]
}

export function explainReport(
  language: Language,
  { code, message, details }: ErrorReport,
): ExplainedReport {
  return { code, message, details, explanation: explainError(guides[language], code) }
}
