import type { RunDetail } from '../../../../src/schemas/run.ts'
import { stateFaces } from '../../components/badge.tsx'
import { Icon } from '../../components/icon.tsx'
import { Moment } from '../../components/moment.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { explanation } from '../../i18n/error-guide.ts'
import { number, t } from '../../i18n/language.ts'
import { live } from '../../live/live.ts'
import { changesText } from '../../runs/changes-text.ts'
import { datasetTitle } from '../../runs/dataset-title.ts'
import { reasonText } from '../../runs/reason-text.ts'
import { showsError } from '../../runs/run-states.ts'
import { shownStateOf } from '../../runs/shown-state-of.ts'
import { stateText } from '../../runs/state-text.ts'

function sentence(run: RunDetail): string {
  if (showsError(run.state) && run.error !== null) {
    return explanation(run.error.code)?.title ?? run.error.code
  }
  if (run.state === 'succeeded') {
    return run.counts === null ? t('state.succeeded.text') : changesText(run.counts, run.readMode)
  }
  return stateText(run)
}

function Counts({ run }: { readonly run: RunDetail }) {
  if (run.counts === null) return null
  const { inserted, updated, deleted, unchanged } = run.counts
  const figures = [
    { label: t('counts.inserted'), count: inserted },
    { label: t('counts.updated'), count: updated },
    { label: t('counts.deleted'), count: deleted },
    { label: t('counts.unchanged'), count: unchanged },
  ]
  return (
    <dl class="counters">
      {figures.map(({ label, count }) => (
        <div key={label} class={count === 0 ? 'none' : ''}>
          <dt>{label}</dt>
          <dd>{number(count)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Consequence({ run }: { readonly run: RunDetail }) {
  if (run.state === 'waiting' && run.notBefore !== null) {
    return (
      <p>
        {t('verdict.retries')} <Moment at={run.notBefore} show="both" />
      </p>
    )
  }
  if (run.state === 'failed') return <p>{t('verdict.failed')}</p>
  if (run.state === 'succeeded' && run.snapshot !== null) {
    return (
      <p>
        {t('verdict.succeeded')} <Moment at={run.snapshot.takenAt} show="both" />
      </p>
    )
  }
  if (run.state === 'cancelled') {
    return <p>{reasonText(run.reason)}</p>
  }
  return null
}

/** The answer to: did it go well, and what comes of it? */
export function Verdict({ run }: { readonly run: RunDetail }) {
  const { icon, tone } = stateFaces[shownStateOf(run)]
  return (
    <section class={`headline ${tone}`} aria-label={t('run.verdict')}>
      <div class="headline-answer">
        <Icon name={icon} size={36} />
        <div>
          <p class="verdict-sentence">{sentence(run)}</p>
          <Consequence run={run} />
          {run.state === 'running' ? (
            <ProgressBar
              progress={live.value?.progress.get(run.id) ?? run.progress ?? undefined}
              label={datasetTitle(run.dataset)}
            />
          ) : null}
        </div>
      </div>
      <Counts run={run} />
    </section>
  )
}
