import type { RunSummary } from '../../../../src/schemas/run.ts'
import { Away, Loading } from '../../components/state-note.tsx'
import { t } from '../../i18n/language.ts'
import { link, live } from '../../live/live.ts'
import { RunRow } from '../../runs/run-row.tsx'
import { isFinalState } from '../../runs/run-states.ts'
import { selectRuns } from '../../runs/select-runs.ts'
import { PageHeading } from '../../shell/page-heading.tsx'
import { hrefTo } from '../../shell/route.ts'
import { DatasetCard } from './dataset-card.tsx'
import { Headline } from './headline.tsx'
import { SetAside } from './set-aside.tsx'
import { orderByHealth } from './summarise-health.ts'

const errorsShown = 5
const anyRun = { state: undefined, dataset: undefined }

interface RunPanelProps {
  readonly id: string
  readonly title: string
  readonly runs: readonly RunSummary[]
  readonly empty: string
  readonly more: { readonly href: string; readonly text: string }
}

function RunPanel({ id, title, runs, empty, more }: RunPanelProps) {
  return (
    <section class="card panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <a href={more.href}>{more.text}</a>
      </header>
      {runs.length === 0 ? (
        <p class="panel-empty">{empty}</p>
      ) : (
        <ul class="run-list compact">
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Waiting() {
  return (
    <>
      <PageHeading title={t('nav.status')} />
      {link.value === 'lost' ? <Away /> : <Loading label={t('loading.status')} />}
    </>
  )
}

/** Estado: is everything all right, and if not, who must do what? */
export function StatusPage() {
  if (live.value === undefined) return <Waiting />
  const runs = selectRuns([live.value.runs.values()], anyRun)
  const underway = runs.filter(({ state }) => !isFinalState(state))
  const failures = runs.filter(({ state }) => state === 'failed').slice(0, errorsShown)
  return (
    <>
      <Headline />
      <SetAside />
      <section class="datasets" aria-labelledby="datasets-title">
        <h2 id="datasets-title">{t('status.datasets')}</h2>
        {orderByHealth(live.value.datasets).map((dataset) => (
          <DatasetCard key={dataset.name} dataset={dataset} />
        ))}
      </section>
      <div class="panels">
        <RunPanel
          id="underway-title"
          title={t('status.underway')}
          runs={underway}
          empty={t('status.underway.empty')}
          more={{ href: hrefTo.runs(), text: t('status.all-runs') }}
        />
        <RunPanel
          id="failures-title"
          title={t('status.failures')}
          runs={failures}
          empty={t('status.failures.empty')}
          more={{ href: hrefTo.runs({ state: 'failed' }), text: t('status.all-failures') }}
        />
      </div>
    </>
  )
}
