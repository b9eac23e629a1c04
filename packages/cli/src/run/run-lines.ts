import { breachLines } from './breach-lines.ts'
import type { RunReport } from './run-report.ts'
import { alignColumns } from '../text/align-columns.ts'
import { countedText, countText } from '../text/count-text.ts'
import { instantText, spanText } from '../text/span-text.ts'
import { rejectLines } from './reject-lines.ts'
import { sampleLines } from './sample-lines.ts'
import { explanationLines, type ExplainedReport, type Language } from '../explain/explain-report.ts'
import { noticeAdvice, noticeText } from '../explain/notice-text.ts'

const headings = ['table', 'read', 'rejected', 'inserted', 'updated', 'deleted', 'unchanged']

/** How a run ended, for people: its tables, what it has to tell, and what to do about it. */
export function runLines(report: RunReport, language: Language): readonly string[] {
  return [
    headLine(report),
    ...tableLines(report),
    ...rejectLines(report.rejects),
    ...report.notices.flatMap((notice) => [
      `notice ${noticeText(notice, language)}`,
      `  ${noticeAdvice(notice, language)}`,
    ]),
    ...(report.error === null ? [] : errorLines(report.error, report.hold)),
    ...holdLines(report),
    ...(report.samples.length === 0 ? [] : ['', ...sampleLines(report.samples)]),
    ...(report.state === 'held' ? ['', ...decisionLines(report)] : []),
  ]
}

function headLine({ id, dataset, state, reason, read, durationMs, snapshotAt }: RunReport): string {
  return [
    `${dataset}: ${state}${reason === null ? '' : ` (${reason})`}`,
    ...(durationMs === null ? [] : [`after ${spanText(durationMs)}`]),
    ...(read === null ? [] : [readWords[read]]),
    ...(snapshotAt === null ? [] : [`data of ${instantText(snapshotAt)}`]),
    `run ${id}`,
  ].join(', ')
}

const readWords = {
  full: 'read in full',
  incremental: 'read incrementally',
  fingerprint: 'nothing has changed',
} as const

function tableLines({ tables }: RunReport): readonly string[] {
  const changed = tables.filter(
    ({ rejected, inserted, updated, deleted }) => rejected + inserted + updated + deleted > 0,
  )
  const rows = changed.map(({ table, staged, rejected, inserted, updated, deleted, unchanged }) => [
    table,
    ...[staged + rejected, rejected, inserted, updated, deleted, unchanged].map(countText),
  ])
  const others = tables.length - changed.length
  return [
    ...(rows.length === 0 ? [] : ['', ...alignColumns([headings, ...rows])]),
    ...(others === 0 ? [] : [`${countedText(others, 'table')} unchanged`]),
  ]
}

function errorLines(report: ExplainedReport, hold: RunReport['hold']): readonly string[] {
  return [
    '',
    ...explanationLines(report),
    ...Object.entries(report.details)
      // They stand in words below.
      .filter(([name]) => name !== 'breaches' || hold === null)
      .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
  ]
}

// Whoever has approved them knows them.
function holdLines({ hold, tables }: RunReport): readonly string[] {
  return hold === null || hold.decision === 'approved' ? [] : breachLines(hold.breaches, tables)
}

function decisionLines({ id }: RunReport): readonly string[] {
  return [
    'Nothing was written. To apply exactly this, or to give it up:',
    `  aaps-sync approve ${id}`,
    `  aaps-sync discard ${id} --note "why"`,
  ]
}
