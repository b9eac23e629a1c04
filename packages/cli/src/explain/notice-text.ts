import { explainNotice, noticeGuideEn, noticeGuideEs } from '@aaps-data/contracts'
import type { Notice } from '@aaps-data/ledger'
import type { Language } from './explain-report.ts'

const guides = { es: noticeGuideEs, en: noticeGuideEn }

/** Who has to do what about a notice. */
export function noticeAdvice({ code }: Notice, language: Language): string {
  return explainNotice(guides[language], code).action
}

/** A notice in one line: its code, what it means, and its details. */
export function noticeText({ code, table, details }: Notice, language: Language): string {
  const { title } = explainNotice(guides[language], code)
  const facts = { ...(table === undefined ? {} : { table }), ...details }
  const place = Object.entries(facts).map(([name, value]) => `${name} ${factText(value)}`)
  return `${code}: ${title}${place.length === 0 ? '' : ` (${place.join(', ')})`}`
}

function factText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
