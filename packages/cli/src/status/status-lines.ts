import type { ListedRun, Pause } from '@aaps-data/ledger'
import { alignColumns } from '../text/align-columns.ts'
import { countText } from '../text/count-text.ts'
import { instantText, spanText } from '../text/span-text.ts'
import type { DatasetReport } from './dataset-report.ts'

const headings = ['dataset', 'health', 'data', 'limit', 'last run', 'next run']

/** How datasets stand, for people: one line each, and below it the runs that have not ended. */
export function statusLines(reports: readonly DatasetReport[]): readonly string[] {
  const [heading = '', ...lines] = alignColumns([headings, ...reports.map(cellsOf)])
  return [
    heading,
    ...reports.flatMap(({ paused, unfinished }, place) => [
      lines[place] ?? '',
      ...(paused === null ? [] : [pauseLine(paused)]),
      ...unfinished.map(unfinishedLine),
    ]),
  ]
}

function cellsOf(report: DatasetReport): readonly string[] {
  const { dataset, health, ageSeconds, freshnessLimitMinutes, lastEnded } = report
  return [
    dataset,
    health,
    ageSeconds === null ? 'none' : `${spanText(ageSeconds * 1_000)} old`,
    spanText(freshnessLimitMinutes * 60_000),
    lastEnded === null ? 'none' : endedText(lastEnded),
    nextText(report),
  ]
}

function nextText({ nextAt, paused }: DatasetReport): string {
  if (paused !== null) return 'paused'
  return nextAt === null ? 'by request' : instantText(nextAt)
}

function pauseLine({ by, at, note }: Pause): string {
  const why = note === null ? '' : `, ${note}`
  return `  schedule paused by ${by} at ${instantText(at)}${why}`
}

function endedText({ state, finishedAt, counts, errorCode }: ListedRun): string {
  const { inserted = 0, updated = 0, deleted = 0 } = counts ?? {}
  const changes = `+${countText(inserted)} ~${countText(updated)} -${countText(deleted)}`
  return [
    state,
    ...(finishedAt === null ? [] : [instantText(finishedAt)]),
    errorCode ?? changes,
  ].join(' ')
}

function unfinishedLine(run: ListedRun): string {
  const { id, state, preview, requestedBy, attempt, phase, startedAt, notBefore } = run
  return [
    `  ${preview ? 'preview ' : ''}${state}`,
    ...(state === 'running' ? [`${phase ?? 'starting'}, attempt ${attempt}`] : []),
    ...(state === 'running' && startedAt !== null ? [`since ${instantText(startedAt)}`] : []),
    ...(run.errorCode === null ? [] : [run.errorCode]),
    ...(notBefore === null ? [] : [`tried again at ${instantText(notBefore)}`]),
    `asked for by ${requestedBy} at ${instantText(run.requestedAt)}`,
    `run ${id}`,
  ].join(', ')
}
