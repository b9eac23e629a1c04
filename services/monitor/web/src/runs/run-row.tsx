import type { PlannedRun } from '../../../src/schemas/dataset.ts'
import type { RunSummary } from '../../../src/schemas/run.ts'
import { StateBadge, stateFaces } from '../components/badge.tsx'
import { Moment } from '../components/moment.tsx'
import { ProgressBar } from '../components/progress-bar.tsx'
import { explanation } from '../i18n/error-guide.ts'
import { duration, t } from '../i18n/language.ts'
import { live } from '../live/live.ts'
import { hrefTo } from '../shell/route.ts'
import { changesText } from './changes-text.ts'
import { datasetTitle } from './dataset-title.ts'
import { originText } from './origin-text.ts'
import { reasonText } from './reason-text.ts'
import { showsError } from './run-states.ts'
import { stateText } from './state-text.ts'

function Outcome({ run }: { readonly run: RunSummary }) {
  const { errorCode, counts, reason } = run
  if (run.state === 'running') {
    return (
      <ProgressBar progress={live.value?.progress.get(run.id)} label={datasetTitle(run.dataset)} />
    )
  }
  if (showsError(run.state) && errorCode !== null) {
    return (
      <p class={`run-row-error ${stateFaces[run.state].tone}`}>
        {explanation(errorCode)?.title ?? errorCode}
        {run.notBefore === null || run.state !== 'waiting' ? null : (
          <span class="quiet">
            {t('error.next-attempt')} <Moment at={run.notBefore} show="both" />
          </span>
        )}
      </p>
    )
  }
  if (run.state === 'cancelled') {
    return <p class="quiet">{reasonText(reason)}</p>
  }
  if (run.state !== 'succeeded') return <p class="quiet">{stateText(run)}</p>
  return <p>{counts === null ? null : changesText(counts, run.readMode)}</p>
}

function Length({ run }: { readonly run: RunSummary }) {
  if (run.startedAt === null || run.finishedAt === null) return null
  const ms = new Date(run.finishedAt).getTime() - new Date(run.startedAt).getTime()
  return <span class="quiet">{t('run.took', { duration: duration(ms) })}</span>
}

/** A run in a list: state, dataset and origin, outcome, time. */
export function RunRow({ run }: { readonly run: RunSummary }) {
  return (
    <li class="run-row">
      <StateBadge run={run} />
      <div class="run-row-name">
        <a class="stretched" href={hrefTo.run(run.id)}>
          {datasetTitle(run.dataset)}
        </a>
        <p class="quiet">{originText(run)}</p>
      </div>
      <div class="run-row-outcome">
        <Outcome run={run} />
      </div>
      <p class="run-row-time">
        <Moment at={run.finishedAt ?? run.startedAt ?? run.requestedAt} />
        <Length run={run} />
      </p>
    </li>
  )
}

/** A run that a schedule will ask for. */
export function PlannedRow({ planned }: { readonly planned: PlannedRun }) {
  return (
    <li class="run-row planned">
      <StateBadge run={{ state: 'planned' }} />
      <div class="run-row-name">
        <strong>{datasetTitle(planned.dataset)}</strong>
        <p class="quiet">{t('origin.slot')}</p>
      </div>
      <p class="run-row-outcome quiet">{t('state.planned.text')}</p>
      <p class="run-row-time">
        <Moment at={planned.at} show="clock" />
        <span class="quiet">
          <Moment at={planned.at} />
        </span>
      </p>
    </li>
  )
}
