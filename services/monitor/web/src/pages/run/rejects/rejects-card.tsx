import { useSignal } from '@preact/signals'
import type { RejectFilter, RunRejectPage } from '../../../../../src/schemas/reject.ts'
import type { RunDetail } from '../../../../../src/schemas/run.ts'
import { number } from '../../../i18n/language.ts'
import '../../../styles/rows-card.css'
import { queryOf, type Chosen } from '../query-of.ts'
import { RowsPager } from '../rows-pager.tsx'
import { usePagedRows } from '../use-paged-rows.ts'
import { RejectFilters } from './reject-filters.tsx'
import { Reject } from './reject.tsx'
import { rejectText } from './reject-texts.ts'

function leadOf({ state, rejects }: RunDetail): string {
  if (state === 'held') return rejectText('lead.held')
  if (state !== 'succeeded') return rejectText('lead.failed')
  const isAllIn = rejects.every(({ action }) => action === 'warn')
  return rejectText(isAllIn ? 'lead.warn' : 'lead.out')
}

/** The rows that broke a rule in a run: why, what became of them, and whether they are mended. */
export function RejectsCard({ run }: { readonly run: RunDetail }) {
  const filter = useSignal<Chosen<RejectFilter>>({})
  const query = queryOf(filter.value)
  const path = `runs/${run.id}/rejects`
  const pagedRows = usePagedRows<RunRejectPage>(`${path}?limit=25${query}`, run.seq)
  const rejects = pagedRows.pages.flatMap((page) => page.rejects)
  const rows = run.rejects.reduce((sum, count) => sum + count.rows, 0)
  const kept = run.rejects.reduce((sum, count) => sum + count.kept, 0)
  return (
    <section class="card" aria-labelledby="rejects-title">
      <h2 id="rejects-title">{rejectText('title')}</h2>
      <p class="lead">{leadOf(run)}</p>
      {kept < rows ? (
        <p class="capped">{rejectText('capped', { rows: number(rows), kept: number(kept) })}</p>
      ) : null}
      <RejectFilters filter={filter} counts={run.rejects} csv={`${path}.csv`} />
      <RowsPager
        rows={pagedRows}
        shown={rejects.length}
        isFiltered={query !== ''}
        clear={() => (filter.value = {})}
        words={rejectText}
      >
        <ul class="rows">
          {rejects.map((reject) => (
            <Reject key={reject.id} reject={reject} />
          ))}
        </ul>
      </RowsPager>
    </section>
  )
}
