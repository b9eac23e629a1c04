import type { ErrorReport } from '@aaps-data/contracts'
import type { ComponentChildren } from 'preact'
import type { RunDetail } from '../../../../src/schemas/run.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Explanation } from '../../components/explanation.tsx'
import { Moment } from '../../components/moment.tsx'
import { Loading } from '../../components/state-note.tsx'
import { explanation } from '../../i18n/error-guide.ts'
import { number, t } from '../../i18n/language.ts'
import { hrefTo } from '../../shell/route.ts'
import { detailLabel, detailText, shownDetails } from './error-details.ts'
import { reportText } from './report-text.ts'
import { writtenText } from './written-text.ts'

interface ErrorReportCardProps {
  readonly run: RunDetail
  readonly error: ErrorReport
}

function Fact({ label, children }: { readonly label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** The phase in which the latest failed attempt ended. */
function failedPhase(run: RunDetail) {
  return run.attempts.findLast(({ error }) => error !== null)?.phase ?? undefined
}

function NextAttempt({ run, disposition }: { run: RunDetail; disposition: string | undefined }) {
  if (run.state === 'waiting' && run.notBefore !== null) {
    const total = run.attempt + run.attemptsLeft
    return (
      <>
        <Moment at={run.notBefore} show="both" />
        <span class="quiet">
          {t('error.attempt-of', { attempt: number(run.attempt + 1), total: number(total) })}
        </span>
      </>
    )
  }
  if (run.state === 'failed') {
    const used = run.attemptsLeft === 0 && run.attempt > 1
    return <>{used ? t('error.attempts-used') : t('error.no-more-attempts')}</>
  }
  return <>{disposition}</>
}

function Facts({ run, error }: ErrorReportCardProps) {
  const explained = explanation(error.code)
  const phase = failedPhase(run)
  return (
    <dl class="facts">
      <Fact label={t('error.actor')}>
        <strong>{explained?.actor}</strong>
      </Fact>
      <Fact label={t('error.written')}>
        <strong>{writtenText(run, error)}</strong>
      </Fact>
      <Fact label={t('error.next-attempt')}>
        <NextAttempt run={run} disposition={explained?.disposition} />
      </Fact>
      {phase === undefined ? null : <Fact label={t('error.phase')}>{t(`phase.${phase}`)}</Fact>}
      <Fact label={t('error.code')}>
        <a class="mono" href={hrefTo.help(error.code)}>
          {error.code}
        </a>
      </Fact>
    </dl>
  )
}

function Details({ error }: Pick<ErrorReportCardProps, 'error'>) {
  const details = shownDetails(error.details)
  if (details.length === 0 && error.causes.length === 0) return null
  return (
    <div class="error-details">
      {details.length === 0 ? null : (
        <section>
          <h3>{t('error.details')}</h3>
          <dl class="pairs">
            {details.map(([key, value]) => (
              <div key={key}>
                <dt>{detailLabel(key)}</dt>
                <dd class="mono">{detailText(value, key)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {error.causes.length === 0 ? null : (
        <section>
          <h3>{t('error.causes')}</h3>
          <ol class="causes">
            {error.causes.map((cause, index) => (
              <li key={index}>
                <span class="quiet">{cause.name}</span>
                <span class="mono">{cause.message}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  )
}

/** Why a run failed, who must do what about it, and what it left behind. */
export function ErrorReportCard({ run, error }: ErrorReportCardProps) {
  const explained = explanation(error.code)
  return (
    <section class="card error-report" aria-label={t('error.title')}>
      <Facts run={run} error={error} />
      {explained === undefined ? (
        <Loading label={t('loading.guide')} />
      ) : (
        <Explanation explained={explained} />
      )}
      <Details error={error} />
      <p class="error-actions">
        <CopyButton wide text={() => reportText(run, error, explained)} label={t('report.copy')} />
        <span class="quiet">{t('report.hint')}</span>
      </p>
    </section>
  )
}
