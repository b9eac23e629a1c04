import type { RunAttempt, RunDetail } from '../../../../src/schemas/run.ts'
import { Moment } from '../../components/moment.tsx'
import { explanation } from '../../i18n/error-guide.ts'
import { duration, number, t } from '../../i18n/language.ts'

function attemptMs({ startedAt, finishedAt }: RunAttempt): number | undefined {
  if (finishedAt === null) return undefined
  return new Date(finishedAt).getTime() - new Date(startedAt).getTime()
}

function Attempt({ attempt }: { readonly attempt: RunAttempt }) {
  const { outcome, error, phase } = attempt
  const ms = attemptMs(attempt)
  return (
    <li class="attempt">
      <span class="attempt-number">{number(attempt.number)}</span>
      <div>
        <p>
          <strong>{outcome === null ? t('state.running') : t(`outcome.${outcome}`)}</strong>
          {error === null ? null : `: ${explanation(error.code)?.title ?? error.code}`}
        </p>
        <p class="quiet">
          <Moment at={attempt.startedAt} show="both" />
          {ms === undefined ? null : ` · ${t('run.took', { duration: duration(ms) })}`}
          {error === null || phase === null
            ? null
            : ` · ${t('attempt.phase', { phase: t(`phase.${phase}`) })}`}
          {' · '}
          {t('attempt.worker', { worker: attempt.worker })}
        </p>
      </div>
    </li>
  )
}

/** The attempts of a run, the latest first. */
export function Attempts({ run }: { readonly run: RunDetail }) {
  if (run.attempts.length === 0) return null
  return (
    <section class="card" aria-labelledby="attempts-title">
      <h2 id="attempts-title">{t('run.attempts')}</h2>
      <ol class="attempts" reversed>
        {[...run.attempts].reverse().map((attempt) => (
          <Attempt key={attempt.number} attempt={attempt} />
        ))}
      </ol>
    </section>
  )
}
