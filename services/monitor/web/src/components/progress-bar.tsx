import type { RunProgress } from '../../../src/schemas/run.ts'
import { duration, number, t } from '../i18n/language.ts'
import { brokerDown, now, outdated } from '../live/live.ts'
import { phaseOrder, progressShare } from '../runs/progress-share.ts'
import { silenceMs } from '../runs/silence.ts'
import { Icon } from './icon.tsx'

/** How far a run is, in words: its place among the phases, its tables and its rows. */
export function progressText(progress: RunProgress): string {
  const phase = t('progress.phase', {
    position: phaseOrder.indexOf(progress.phase) + 1,
    total: phaseOrder.length,
    phase: t(`phase.${progress.phase}`),
  })
  return [phase, ...progressCounts(progress)].join(' · ')
}

/**
 * Tables and rows that a run has done in the phase at hand, in words: of how many, how fast and for
 * how long still, as far as the worker knows.
 */
export function progressCounts({
  tablesDone,
  tablesTotal,
  rows,
  rowsExpected = 0,
  rowsPerSecond = 0,
  secondsLeft,
}: RunProgress): string[] {
  const tables = t('progress.tables', { done: number(tablesDone), total: number(tablesTotal) })
  // What was expected is an estimate: a source may have grown since.
  const rowsText =
    rowsExpected > rows
      ? t('progress.rows-of', { rows: number(rows), expected: number(rowsExpected) })
      : t('progress.rows', { rows: number(rows) })
  return [
    ...(tablesTotal > 0 ? [tables] : []),
    ...(rows > 0 ? [rowsText] : []),
    ...(rowsPerSecond > 0 ? [t('progress.rate', { rows: number(rowsPerSecond) })] : []),
    ...(secondsLeft === undefined
      ? []
      : [t('progress.left', { duration: duration(secondsLeft * 1_000) })]),
  ]
}

interface ProgressBarProps {
  readonly progress: RunProgress | undefined
  readonly label: string
}

/** A bar for a run that runs; without progress yet it says only that the run has begun. */
export function ProgressBar({ progress, label }: ProgressBarProps) {
  const percent = progress === undefined ? 0 : Math.round(100 * progressShare(progress))
  const text = progress === undefined ? t('progress.starting') : progressText(progress)
  // With the broker or the monitor away nothing can be heard, and a banner says so.
  const isDeaf = brokerDown.value || outdated.value
  const silence = isDeaf ? undefined : silenceMs(progress, now.value)
  return (
    <div class="progress">
      <div
        class="progress-track"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={text}
      >
        <div class="progress-fill" style={{ width: `${Math.max(2, percent)}%` }} />
      </div>
      <p class="progress-text">{text}</p>
      {silence === undefined ? null : (
        <p class="progress-silence">
          <Icon name="clock" size={16} />
          {t('progress.silent', { duration: duration(silence) })}
        </p>
      )}
    </div>
  )
}
