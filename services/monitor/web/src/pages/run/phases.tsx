import type { Phase } from '@aaps-data/contracts'
import type { RunDetail } from '../../../../src/schemas/run.ts'
import { Icon } from '../../components/icon.tsx'
import { progressCounts } from '../../components/progress-bar.tsx'
import { duration, t } from '../../i18n/language.ts'
import { live } from '../../live/live.ts'
import { phaseOrder } from '../../runs/progress-share.ts'

type PhaseStatus = 'done' | 'current' | 'failed' | 'ahead' | 'skipped'

const faces = {
  done: 'check',
  current: 'play',
  failed: 'cross',
  ahead: 'dashed',
  skipped: 'dashed',
} as const

function statusOf(phase: Phase, reached: Phase | undefined, run: RunDetail): PhaseStatus {
  if (run.state === 'succeeded') {
    // With source and target as they were, most steps have nothing to do.
    const isSkipped = run.readMode === 'fingerprint' && run.phaseMs[phase] === undefined
    return isSkipped ? 'skipped' : 'done'
  }
  const distance =
    reached === undefined ? 1 : phaseOrder.indexOf(phase) - phaseOrder.indexOf(reached)
  // What is held was compared to its end, and waits before it is written.
  if (distance < 0 || (distance === 0 && run.state === 'held')) return 'done'
  if (distance > 0) return 'ahead'
  return run.state === 'running' ? 'current' : 'failed'
}

/** The steps of the latest attempt, how long each took, and where it is or stopped. */
export function Phases({ run }: { readonly run: RunDetail }) {
  const progress = live.value?.progress.get(run.id) ?? run.progress ?? undefined
  const reached = run.state === 'running' ? progress?.phase : run.attempts.at(-1)?.phase
  if (run.attempts.length === 0) return null
  const longest = Math.max(1, ...phaseOrder.map((phase) => run.phaseMs[phase] ?? 0))
  return (
    <section class="card" aria-labelledby="phases-title">
      <h2 id="phases-title">{t('run.phases')}</h2>
      <ol class="phases">
        {phaseOrder.map((phase) => {
          const status = statusOf(phase, reached ?? undefined, run)
          const ms = run.phaseMs[phase]
          return (
            <li key={phase} class={status} aria-current={status === 'current' ? 'step' : undefined}>
              <Icon name={faces[status]} />
              <span class="phase-name">
                {t(`phase.${phase}`)}
                <span class="visually-hidden">{`: ${t(`phase.status.${status}`)}`}</span>
              </span>
              <span class="phase-bar" aria-hidden="true">
                {ms === undefined ? null : (
                  <span style={{ width: `${Math.max(1, (100 * ms) / longest)}%` }} />
                )}
              </span>
              <span class="phase-time">
                {ms === undefined ? null : duration(ms)}
                {status === 'current' && progress !== undefined
                  ? progressCounts(progress).join(' · ')
                  : null}
              </span>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
