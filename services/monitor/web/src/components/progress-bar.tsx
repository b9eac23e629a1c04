import type { RunProgress } from '../../../src/schemas/run.ts'
import { number, t } from '../i18n/language.ts'
import { phaseOrder, progressShare } from '../runs/progress-share.ts'

/** How far a run is, in words; `long` names the phase's place among all. */
export function progressText(progress: RunProgress, { long = false } = {}): string {
  const parts = [t(`phase.${progress.phase}`)]
  if (long) {
    const position = phaseOrder.indexOf(progress.phase) + 1
    parts[0] = t('progress.phase', {
      position,
      total: phaseOrder.length,
      phase: t(`phase.${progress.phase}`),
    })
  }
  if (progress.tablesTotal > 0) {
    parts.push(
      t('progress.tables', {
        done: number(progress.tablesDone),
        total: number(progress.tablesTotal),
      }),
    )
  }
  if (progress.rows > 0) parts.push(t('progress.rows', { rows: number(progress.rows) }))
  return parts.join(' · ')
}

interface ProgressBarProps {
  readonly progress: RunProgress | undefined
  readonly label: string
}

/** A bar for a run that runs; without progress yet it says only that the run has begun. */
export function ProgressBar({ progress, label }: ProgressBarProps) {
  const percent = progress === undefined ? 0 : Math.round(100 * progressShare(progress))
  const text = progress === undefined ? t('progress.starting') : progressText(progress)
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
    </div>
  )
}
