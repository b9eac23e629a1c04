import type { RunNotice } from '../../../../../src/schemas/run.ts'
import { formatExact } from '../../../format/instant.ts'
import { locale } from '../../../i18n/language.ts'
import { detailLabel, detailText } from '../error-details.ts'
import { noticeText } from './notice-texts.ts'

const ownLabels = ['keys', 'snapshotAt', 'from', 'to'] as const

function labelOf(name: string): string {
  const own = ownLabels.find((known) => known === name)
  return own === undefined ? detailLabel(name) : noticeText(`detail.${own}`)
}

function valueOf(value: unknown, name: string): string {
  const isInstant = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)
  return isInstant ? formatExact(value, locale.value) : detailText(value, name)
}

/** The details of a notice as people read them. */
export function shownNoticeDetails({ details }: Pick<RunNotice, 'details'>): [string, string][] {
  return Object.entries(details).map(([name, value]) => [labelOf(name), valueOf(value, name)])
}
