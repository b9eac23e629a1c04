import type { ShownState } from '../../../src/schemas/run.ts'
import { shownStates } from '../runs/run-states.ts'

/** What the list of runs shows; `planned` is not a state of a run, but people look for it there. */
export interface RunFilter {
  readonly state: ShownState | 'planned' | undefined
  readonly dataset: string | undefined
}

export type Route =
  | { readonly page: 'status' }
  | { readonly page: 'runs'; readonly filter: RunFilter }
  | { readonly page: 'run'; readonly id: string }
  | { readonly page: 'audit' }
  | { readonly page: 'help'; readonly code: string }
  | { readonly page: 'unknown' }

function parseFilter(query: URLSearchParams): RunFilter {
  const state = query.get('state')
  return {
    state: ([...shownStates, 'planned'] as const).find((known) => known === state),
    dataset: query.get('dataset') ?? undefined,
  }
}

/** The page that an address below the page's base names. */
export function parseRoute(path: string, query: URLSearchParams): Route {
  const [first = '', second = '', ...rest] = path.split('/').filter((part) => part !== '')
  if (rest.length > 0) return { page: 'unknown' }
  if (first === '') return { page: 'status' }
  if (first === 'tareas' && second === '') return { page: 'runs', filter: parseFilter(query) }
  if (first === 'tareas') return { page: 'run', id: decodeURIComponent(second) }
  if (first === 'auditoria' && second === '') return { page: 'audit' }
  if (first === 'ayuda' && second !== '') return { page: 'help', code: decodeURIComponent(second) }
  return { page: 'unknown' }
}

/** Addresses, relative to the page's base. */
export const hrefTo = {
  status: './',
  audit: 'auditoria',
  run: (id: string): string => `tareas/${encodeURIComponent(id)}`,
  help: (code: string): string => `ayuda/${encodeURIComponent(code)}`,
  runs: ({ state, dataset }: Partial<RunFilter> = {}): string => {
    const query = new URLSearchParams()
    if (state !== undefined) query.set('state', state)
    if (dataset !== undefined) query.set('dataset', dataset)
    return query.size === 0 ? 'tareas' : `tareas?${query.toString()}`
  },
}
