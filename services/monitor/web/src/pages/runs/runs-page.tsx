import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { PlannedRun } from '../../../../src/schemas/dataset.ts'
import type { RunSummary } from '../../../../src/schemas/run.ts'
import { awayText } from '../../components/away-text.ts'
import { Icon } from '../../components/icon.tsx'
import { Loading, StateNote } from '../../components/state-note.tsx'
import { formatClock } from '../../format/instant.ts'
import { locale, plural, t } from '../../i18n/language.ts'
import { live, now } from '../../live/live.ts'
import { history, readNewestRuns, readOlderRuns } from '../../runs/run-history.ts'
import { PlannedRow, RunRow } from '../../runs/run-row.tsx'
import { selectPlanned, selectRuns } from '../../runs/select-runs.ts'
import { PageHeading } from '../../shell/page-heading.tsx'
import { hrefTo, type RunFilter } from '../../shell/route.ts'
import { DatasetFilter, StateFilters } from './run-filters.tsx'
import { useSettledOrder } from './use-settled-order.ts'

interface PlannedListProps {
  readonly filter: RunFilter
  readonly planned: readonly PlannedRun[]
}

function PlannedList({ filter, planned }: PlannedListProps) {
  const all = useSignal(filter.state === 'planned')
  const rows = selectPlanned(planned, filter, { now: now.value, all: all.value })
  const hidden = selectPlanned(planned, filter, { now: now.value, all: true }).length - rows.length
  if (rows.length === 0) return null
  return (
    <section aria-label={t('runs.planned')}>
      {all.value || hidden === 0 ? null : (
        <p class="list-hint">
          <button type="button" class="link-button" onClick={() => (all.value = true)}>
            {plural('runs.more-planned', hidden)}
          </button>
        </p>
      )}
      <ul class="run-list">
        {rows.map((run) => (
          <PlannedRow key={`${run.dataset} ${run.at}`} planned={run} />
        ))}
      </ul>
      <p class="now-line">
        <span>{t('runs.now', { clock: formatClock(now.value, locale.value) })}</span>
      </p>
    </section>
  )
}

function RunList({ filter, runs }: { filter: RunFilter; runs: readonly RunSummary[] }) {
  const byId = new Map(runs.map((run) => [run.id, run]))
  const everyRun = selectRuns([live.value?.runs.values() ?? [], history.value.runs], {
    state: undefined,
    dataset: undefined,
  })
  const known = new Map(everyRun.map((run) => [run.id, run]))
  const { ids, arrivals } = useSettledOrder([...byId.keys()], hrefTo.runs(filter))
  const rows = ids.flatMap((id) => byId.get(id) ?? known.get(id) ?? [])
  return (
    <>
      {arrivals === 0 ? null : (
        <p class="arrivals">
          <button
            type="button"
            class="button primary"
            onClick={() => {
              window.scrollTo({ top: 0 })
            }}
          >
            {plural('runs.arrivals', arrivals)}
          </button>
        </p>
      )}
      <ul class="run-list">
        {rows.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
    </>
  )
}

function OlderRuns({ filter }: { readonly filter: RunFilter }) {
  const { status, next } = history.value
  if (filter.state === 'planned' || next === null) {
    return filter.state === 'planned' ? null : <p class="more quiet">{t('runs.end')}</p>
  }
  return (
    <p class="more">
      {status === 'failed' ? <span role="alert">{awayText()}</span> : null}
      <button
        type="button"
        class="button"
        aria-disabled={status === 'reading'}
        onClick={() => void readOlderRuns()}
      >
        {status === 'reading' ? t('runs.reading') : null}
        {status === 'failed' ? t('problem.retry') : null}
        {status === 'ready' ? t('runs.older') : null}
      </button>
    </p>
  )
}

function NoRuns({ filter }: { readonly filter: RunFilter }) {
  const filtered = filter.state !== undefined || filter.dataset !== undefined
  if (!filtered) return <StateNote icon="dashed" title={t('runs.empty')} />
  return (
    <StateNote icon="dashed" title={t('runs.none-match')}>
      <p>
        <a href={hrefTo.runs()}>
          <Icon name="close" size={14} /> {t('filter.clear')}
        </a>
      </p>
    </StateNote>
  )
}

/** Tareas: what will be done, is being done and was done, in one list with time running through it. */
export function RunsPage({ filter }: { readonly filter: RunFilter }) {
  useEffect(() => {
    void readNewestRuns(filter)
  }, [filter.state, filter.dataset])
  const model = live.value
  const heard = model !== undefined || history.value.runs.length > 0
  const showsPlanned = filter.state === undefined || filter.state === 'planned'
  const planned = showsPlanned ? (model?.planned ?? []) : []
  const runs = selectRuns([model?.runs.values() ?? [], history.value.runs], filter)
  const isEmpty =
    runs.length === 0 && selectPlanned(planned, filter, { now: now.value, all: false }).length === 0
  return (
    <>
      <div class="page-head">
        <div>
          <PageHeading title={t('nav.runs')} />
          <p class="lead">{t('runs.lead')}</p>
        </div>
        <DatasetFilter filter={filter} />
      </div>
      <StateFilters filter={filter} />
      {!heard || (isEmpty && history.value.status === 'reading') ? (
        <Loading label={t('loading.runs')} />
      ) : (
        <div class="card list-card">
          {showsPlanned ? (
            <PlannedList key={filter.state ?? 'all'} filter={filter} planned={planned} />
          ) : null}
          {isEmpty ? <NoRuns filter={filter} /> : <RunList filter={filter} runs={runs} />}
          <OlderRuns filter={filter} />
        </div>
      )}
    </>
  )
}
