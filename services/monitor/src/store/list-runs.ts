import type { RunState } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import type { RunPage, RunSummary } from '../schemas/run.ts'
import { queryRows } from './query-rows.ts'
import { runSummary } from './run-summary.ts'

/** The place of a run in the list: microseconds since 1970 when it was requested, and its id. */
export const runCursorPattern = '^\\d{1,17}\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

interface RunFilter {
  readonly states?: readonly RunState[] | undefined
  readonly dataset?: string | undefined
  /** Only runs behind this place, which `next` of another page told. */
  readonly before?: string | undefined
  readonly limit: number
}

/**
 * Runs by the time of their request, newest first. A page never repeats or leaves out a run of
 * the pages before it, also when runs were requested in between.
 */
export async function listRuns(
  db: Knex,
  { states, dataset, before, limit }: RunFilter,
): Promise<RunPage> {
  const [micros, id] = before?.split('.') ?? []
  const rows = await queryRows<{ run: RunSummary; place: string }>(
    db,
    `select ${runSummary} as run,
      (extract(epoch from r.requested_at) * 1000000)::bigint || '.' || r.id as place
    from sync.runs r
    where (cast(:states as text[]) is null or r.state = any(:states))
      and (cast(:dataset as text) is null or r.dataset = :dataset)
      and (cast(:micros as bigint) is null or (r.requested_at, r.id)
        < (timestamptz 'epoch' + cast(:micros as bigint) * interval '1 microsecond', cast(:id as uuid)))
    order by r.requested_at desc, r.id desc
    limit :limit`,
    {
      states: states === undefined ? null : [...states],
      dataset: dataset ?? null,
      micros: micros ?? null,
      id: id ?? null,
      limit: limit + 1,
    },
  )
  const shown = rows.slice(0, limit)
  const hasMore = rows.length > limit
  return {
    runs: shown.map(({ run }) => run),
    next: hasMore ? (shown.at(-1)?.place ?? null) : null,
  }
}
