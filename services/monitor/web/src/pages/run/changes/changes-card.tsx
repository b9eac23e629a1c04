import { useSignal } from '@preact/signals'
import type { ChangeFilter, RunChangePage } from '../../../../../src/schemas/change.ts'
import type { RunDetail } from '../../../../../src/schemas/run.ts'
import { number } from '../../../i18n/language.ts'
import { changeCount } from '../../../runs/change-count.ts'
import '../../../styles/rows-card.css'
import { RowsPager } from '../rows-pager.tsx'
import { queryOf, type Chosen } from '../query-of.ts'
import { usePagedRows } from '../use-paged-rows.ts'
import { ChangeFilters } from './change-filters.tsx'
import { Change } from './change.tsx'
import { changeText } from './change-texts.ts'
import { useChangeCounts } from './use-change-counts.ts'

function titleOf({ state }: Pick<RunDetail, 'state'>): string {
  if (state === 'succeeded') return changeText('title.did')
  return changeText(state === 'cancelled' ? 'title.would-have' : 'title.would')
}

function Changes({ run }: { readonly run: RunDetail }) {
  const filter = useSignal<Chosen<ChangeFilter>>({})
  const counts = useChangeCounts(run)
  const query = queryOf(filter.value)
  const path = `runs/${run.id}/changes`
  const rows = usePagedRows<RunChangePage>(`${path}?limit=25${query}`, run.seq)
  const changes = rows.pages.flatMap((page) => page.changes)
  if (counts?.length === 0) return <p class="quiet">{changeText('forgotten')}</p>
  return (
    <>
      <ChangeFilters filter={filter} counts={counts ?? []} csv={`${path}.csv`} />
      <RowsPager
        rows={rows}
        shown={changes.length}
        isFiltered={query !== ''}
        clear={() => (filter.value = {})}
        words={changeText}
      >
        <ul class="rows">
          {changes.map((change) => (
            <Change key={change.id} change={change} />
          ))}
        </ul>
      </RowsPager>
    </>
  )
}

/** What a run changed, or would change, row by row: before and after, to filter and download. */
export function ChangesCard({ run }: { readonly run: RunDetail }) {
  const changed = run.tables.reduce((sum, table) => sum + changeCount(table), 0)
  const kept = run.tables.reduce((sum, { changesKept }) => sum + changesKept, 0)
  return (
    <section class="card" aria-labelledby="changes-title">
      <h2 id="changes-title">{titleOf(run)}</h2>
      {kept > 0 && kept < changed ? (
        <p class="capped">
          {changeText('capped', { kept: number(kept), changed: number(changed) })}
        </p>
      ) : null}
      {kept === 0 ? <p class="quiet">{changeText('not-kept')}</p> : <Changes run={run} />}
    </section>
  )
}
