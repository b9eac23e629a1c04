import type { ProgressEvent } from '@aaps-data/contracts'
import type { RunRecord } from '@aaps-data/ledger'
import { countText } from '../text/count-text.ts'
import { instantText, spanText } from '../text/span-text.ts'

export type Progress = ProgressEvent['data']

/** What is known of a run that is followed. */
export interface RunView {
  readonly run: RunRecord | undefined
  /** The latest of the attempt at hand; undefined when none came. */
  readonly progress: Progress | undefined
}

/** The same for as long as nothing has happened but more rows. */
export function stageOf({ run, progress }: RunView): string {
  if (run?.state !== 'running') return `${run?.state}`
  return `${run.state} ${run.attempt} ${progress?.phase ?? run.phase ?? ''}`
}

/** How a run stands, in one line. */
export function progressText({ run, progress }: RunView): string {
  switch (run?.state) {
    case undefined:
      return 'requested, not taken by a scheduler yet'
    case 'queued':
      return 'queued'
    case 'waiting': {
      const at = run.notBefore === null ? '' : ` at ${instantText(run.notBefore)}`
      return `attempt ${run.attempt} failed (${run.error?.code}), tried again${at}`
    }
    case 'running':
      return progress === undefined ? (run.phase ?? 'running') : attemptText(progress)
    case 'held':
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return run.state
  }
}

function attemptText(progress: Progress): string {
  const { phase, rows, rowsExpected, rowsPerSecond, secondsLeft, table } = progress
  const { tablesDone, tablesTotal } = progress
  const isReading = phase === 'stage'
  const expected = rowsExpected === undefined ? '' : ` of about ${countText(rowsExpected)}`
  return [
    phase,
    ...(isReading && rows > 0 ? [`${countText(rows)}${expected} rows`] : []),
    ...(isReading && rowsPerSecond !== undefined ? [`${countText(rowsPerSecond)} rows/s`] : []),
    ...(isReading && secondsLeft !== undefined ? [`${spanText(secondsLeft * 1_000)} left`] : []),
    ...((isReading || table !== undefined) && tablesTotal > 0
      ? [`${tablesDone}/${tablesTotal} tables`]
      : []),
    ...(table === undefined ? [] : [table]),
  ].join(', ')
}

const barColumns = 24

/** The same for a line of a terminal, with a bar where it is known how much there is. */
export function progressLine(view: RunView, columns: number): string {
  const share = shareOf(view)
  const text = progressText(view)
  const line = share === undefined ? text : `${barOf(share)} ${text}`
  // One column stays free: a full line would wrap, and could not be drawn over.
  return line.slice(0, Math.max(0, columns - 1))
}

function shareOf({ run, progress }: RunView): number | undefined {
  if (run?.state !== 'running' || progress?.phase !== 'stage') return undefined
  const { rows, rowsExpected } = progress
  if (rowsExpected === undefined || rowsExpected === 0) return undefined
  return Math.min(1, rows / rowsExpected)
}

function barOf(share: number): string {
  const done = Math.floor(share * barColumns)
  const percent = `${Math.floor(share * 100)}`.padStart(3)
  return `[${'#'.repeat(done)}${'-'.repeat(barColumns - done)}] ${percent} %`
}
