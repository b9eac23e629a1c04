import { healthFaces } from '../../components/badge.tsx'
import { Icon } from '../../components/icon.tsx'
import { Moment } from '../../components/moment.tsx'
import { explanation } from '../../i18n/error-guide.ts'
import { number, plural, t } from '../../i18n/language.ts'
import { brokerDown, live, now, outdated } from '../../live/live.ts'
import { activeRunOf } from '../../runs/active-run.ts'
import { selectPlanned } from '../../runs/select-runs.ts'
import { datasetTitle } from '../../runs/dataset-title.ts'
import { troubleOf } from '../../runs/trouble-of.ts'
import { setAsideToSee } from '../../runs/set-aside-to-see.ts'
import { PageHeading } from '../../shell/page-heading.tsx'
import { type HealthSummary, summariseHealth } from './summarise-health.ts'

function sentence({ worst, affected }: HealthSummary, total: number): string {
  if (total === 0) return t('headline.none')
  if (worst === 'fresh') return outdated.value ? t('headline.fresh.then') : t('headline.fresh')
  if (total === 1) return t(`headline.${worst}.only`)
  return plural(`headline.${worst}`, affected.length, { total: number(total) })
}

/** Who must act on what is wrong, each named once. */
function actorsFor({ affected }: HealthSummary): string[] {
  const actors = affected.flatMap((dataset) => {
    const code = troubleOf(dataset, activeRunOf(dataset.name, live.value?.runs))?.errorCode
    const explained = code === null || code === undefined ? undefined : explanation(code)
    return explained === undefined ? [] : [explained.actor]
  })
  return [...new Set(actors)]
}

function WhoActs({ summary }: { readonly summary: HealthSummary }) {
  if (summary.worst === 'failing') {
    const actors = actorsFor(summary)
    if (actors.length > 0) return <p>{t('headline.actors', { actors: actors.join('; ') })}</p>
    return <p>{t('headline.failing.hint')}</p>
  }
  if (brokerDown.value && !outdated.value) return <p>{t('headline.broker-down')}</p>
  if (outdated.value || (summary.worst === 'fresh' && setAsideToSee() > 0)) return null
  return <p>{t(`headline.${summary.worst}.hint`)}</p>
}

function NextRun() {
  const next = selectPlanned(
    live.value?.planned ?? [],
    { state: undefined, dataset: undefined },
    { now: now.value, all: false },
  ).at(-1)
  if (next === undefined) return null
  return (
    <p class="headline-next">
      {t('headline.next', { dataset: datasetTitle(next.dataset) })}{' '}
      <Moment at={next.at} show="both" />
    </p>
  )
}

/** The answer to: is everything all right? If not, who must act? What happens next? */
export function Headline() {
  const datasets = live.value?.datasets ?? []
  const summary = summariseHealth(datasets)
  const { icon, tone } = healthFaces[summary.worst]
  const running = [...(live.value?.runs.values() ?? [])].filter(({ state }) => state === 'running')
  const counters = [
    { label: t('health.fresh'), count: summary.counts.fresh, tone: 'good' },
    { label: t('health.late'), count: summary.counts.late, tone: 'warn' },
    { label: t('health.failing'), count: summary.counts.failing, tone: 'bad' },
    { label: t('health.never'), count: summary.counts.never, tone: 'calm' },
    { label: t('state.running'), count: running.length, tone: 'busy' },
  ]
  // What was good when it was last heard may not be good now.
  const shownTone = outdated.value && tone === 'good' ? 'calm' : tone
  return (
    <section class={`headline ${shownTone}`}>
      <div class="headline-answer">
        <Icon name={icon} size={44} />
        <div>
          <PageHeading title={t('nav.status')}>{sentence(summary, datasets.length)}</PageHeading>
          {datasets.length > 0 ? <WhoActs summary={summary} /> : null}
          <NextRun />
        </div>
      </div>
      <dl class="counters">
        {counters.map((counter) => (
          <div key={counter.label} class={counter.count === 0 ? 'none' : counter.tone}>
            <dt>{counter.label}</dt>
            <dd>{number(counter.count)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
