import { signal } from '@preact/signals'
import type { RunPage, RunSummary } from '../../../src/schemas/run.ts'
import { callApi } from '../session/api.ts'
import type { RunFilter } from '../shell/route.ts'

interface RunHistory {
  readonly filter: RunFilter | undefined
  readonly runs: readonly RunSummary[]
  /** Where the next page begins; null when there is none, undefined before the first answer. */
  readonly next: string | null | undefined
  readonly status: 'reading' | 'ready' | 'failed'
}

const nothing: RunHistory = { filter: undefined, runs: [], next: undefined, status: 'ready' }

/** Pages of finished runs that were read for the filter at hand. */
export const history = signal<RunHistory>(nothing)

function queryFor({ state, dataset }: RunFilter, before: string | null | undefined): string {
  const query = new URLSearchParams()
  if (state !== undefined) query.set('state', state)
  if (dataset !== undefined) query.set('dataset', dataset)
  if (before !== undefined && before !== null) query.set('before', before)
  return query.toString()
}

async function readPage(from: RunHistory, filter: RunFilter): Promise<void> {
  const reading: RunHistory = { ...from, filter, status: 'reading' }
  history.value = reading
  try {
    const page = await callApi<RunPage>(`runs?${queryFor(filter, from.next)}`)
    if (history.peek() !== reading) return
    history.value = {
      filter,
      runs: [...from.runs, ...page.runs],
      next: page.next,
      status: 'ready',
    }
  } catch {
    if (history.peek() === reading) history.value = { ...reading, status: 'failed' }
  }
}

/** Begins the history of a filter at its newest run. */
export async function readNewestRuns(filter: RunFilter): Promise<void> {
  if (filter.state === 'planned') history.value = { ...nothing, filter, next: null }
  else await readPage({ ...nothing, filter }, filter)
}

/** Reads the page behind those that were read; while one is being read, does nothing. */
export async function readOlderRuns(): Promise<void> {
  const known = history.peek()
  if (known.status === 'reading' || known.filter === undefined) return
  await readPage(known, known.filter)
}
