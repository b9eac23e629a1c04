import type { DatasetStatus } from '../../../../src/schemas/dataset.ts'
import type { RunSummary } from '../../../../src/schemas/run.ts'
import { HealthBadge, healthFaces, stateFaces } from '../../components/badge.tsx'
import { Icon } from '../../components/icon.tsx'
import { Moment } from '../../components/moment.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { RecentStrip } from '../../components/recent-strip.tsx'
import { StartButton } from '../../components/start-button.tsx'
import { explanation } from '../../i18n/error-guide.ts'
import { plural, t } from '../../i18n/language.ts'
import { live } from '../../live/live.ts'
import { activeRunOf } from '../../runs/active-run.ts'
import { changesText } from '../../runs/changes-text.ts'
import { shownStateOf } from '../../runs/shown-state-of.ts'
import { stateText } from '../../runs/state-text.ts'
import { troubleOf } from '../../runs/trouble-of.ts'
import { language } from '../../session/preferences.ts'
import { hrefTo } from '../../shell/route.ts'
import { Freshness } from './freshness.tsx'

function Trouble({ run }: { readonly run: RunSummary }) {
  const code = run.errorCode
  if (code === null) return null
  const explained = explanation(code)
  const tone = run.state === 'waiting' ? 'warn' : 'bad'
  return (
    <div class={`trouble ${tone}`}>
      <Icon name={tone === 'warn' ? 'retry' : 'cross'} size={20} />
      <div>
        <p class="trouble-title">{explained?.title ?? code}</p>
        <p>
          {t('error.actor')}
          {': '}
          <strong>{explained?.actor}</strong>
          {run.notBefore === null || run.state !== 'waiting' ? null : (
            <>
              {' · '}
              {t('error.next-attempt')} <Moment at={run.notBefore} show="both" />
            </>
          )}
        </p>
      </div>
      <a class="button" href={hrefTo.run(run.id)}>
        {t('error.what-to-do')}
        <Icon name="right" size={14} />
      </a>
    </div>
  )
}

function Underway({ run, title }: { readonly run: RunSummary; readonly title: string }) {
  return (
    <div class="underway">
      {run.state === 'running' ? (
        <ProgressBar progress={live.value?.progress.get(run.id)} label={title} />
      ) : (
        <p>
          <Icon name={stateFaces[shownStateOf(run)].icon} size={16} /> {stateText(run)}
        </p>
      )}
      <a href={hrefTo.run(run.id)}>{t('card.see-run')}</a>
    </div>
  )
}

function LastRun({ run }: { readonly run: RunSummary | null }) {
  if (run === null) return <p class="quiet">{t('card.no-run')}</p>
  const at = run.finishedAt ?? run.requestedAt
  const outcome =
    run.state === 'succeeded' && run.counts !== null
      ? changesText(run.counts, run.readMode)
      : t(`state.${run.state}`)
  // It follows a colon.
  const told = outcome.charAt(0).toLowerCase() + outcome.slice(1)
  return (
    <p class="quiet">
      {t('card.last')} <a href={hrefTo.run(run.id)}>{told}</a>
      {' · '}
      <Moment at={at} />
    </p>
  )
}

function NoNext({ dataset: { paused } }: { readonly dataset: DatasetStatus }) {
  if (paused === null) return <p class="figure">{t('card.no-schedule')}</p>
  return (
    <>
      <p class="figure">{t('card.paused')}</p>
      <p class="quiet">
        {t('card.paused-by', { who: paused.by })} · <Moment at={paused.at} />
        {paused.note === null ? null : <> · {paused.note}</>}
      </p>
    </>
  )
}

/** A dataset: its health, its data's age, what was done, what is being done, what comes next. */
export function DatasetCard({ dataset }: { readonly dataset: DatasetStatus }) {
  const title = dataset.title[language.value]
  const titleId = `dataset-${dataset.name}`
  const active = activeRunOf(dataset.name, live.value?.runs)
  const troubled = troubleOf(dataset, active)
  return (
    <article class={`card dataset ${healthFaces[dataset.health].tone}`} aria-labelledby={titleId}>
      <header class="dataset-head">
        <div>
          <HealthBadge health={dataset.health} />
          <h3 id={titleId}>
            <a href={hrefTo.runs({ dataset: dataset.name })}>{title}</a>
          </h3>
          <p class="quiet">
            {dataset.department}
            {' · '}
            {plural('card.tables', dataset.tables)}
          </p>
        </div>
        <StartButton dataset={dataset} />
      </header>
      {troubled === undefined ? null : <Trouble run={troubled} />}
      {active !== undefined && active !== troubled ? <Underway run={active} title={title} /> : null}
      <div class="dataset-facts">
        <section>
          <h4>{t('card.data-of')}</h4>
          <Freshness dataset={dataset} />
        </section>
        <section>
          <h4>{t('card.recent')}</h4>
          <RecentStrip recent={dataset.recent} />
          <LastRun run={dataset.lastEnded ?? dataset.lastRun} />
        </section>
        <section>
          <h4>{t('card.next')}</h4>
          {dataset.nextAt === null ? (
            <NoNext dataset={dataset} />
          ) : (
            <>
              <p class="figure">
                <Moment at={dataset.nextAt} show="clock" />
              </p>
              <p class="quiet">
                <Moment at={dataset.nextAt} />
              </p>
            </>
          )}
        </section>
      </div>
    </article>
  )
}
