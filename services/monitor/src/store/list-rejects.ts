import type { Knex } from 'knex'
import type { RejectFilter, RunReject, RunRejectPage } from '../schemas/reject.ts'
import { queryRows } from './query-rows.ts'

interface RejectQuery extends RejectFilter {
  readonly runId: string
  /** Only rejects behind this one. */
  readonly after?: string | undefined
  readonly limit: number
}

const matches = `run_id = :runId
  and (cast(:table as text) is null or table_name = :table)
  and (cast(:rule as text) is null or rule = :rule)
  and (cast(:action as text) is null or action = :action)
  and (cast(:state as text) is null or (solved_at is null) = (:state = 'open'))`

function bindingsOf({ runId, table, rule, action, state }: RejectFilter & { runId: string }) {
  return {
    runId,
    table: table ?? null,
    rule: rule ?? null,
    action: action ?? null,
    state: state ?? null,
  }
}

/** The rows that broke a rule in a run, as far as they were kept, page by page. */
export async function listRejects(
  db: Knex,
  query: RejectQuery,
): Promise<Pick<RunRejectPage, 'rejects' | 'next'>> {
  const { after = '0', limit } = query
  const rows = await queryRows<RunReject>(
    db,
    `select id::text as id, table_name as "table", column_name as "column", rule, action, key,
      place, value, facts, sync.instant(found_at) as "foundAt",
      sync.instant(solved_at) as "solvedAt", solved_by as "solvedBy"
    from sync.rejects
    where ${matches} and id > cast(:after as bigint)
    order by sync.rejects.id
    limit :limit`,
    { ...bindingsOf(query), after, limit: limit + 1 },
  )
  const rejects = rows.slice(0, limit)
  return { rejects, next: rows.length > limit ? (rejects.at(-1)?.id ?? null) : null }
}

/** How many of the kept rejects of a run a filter lets through. */
export async function countMatchingRejects(
  db: Knex,
  filter: RejectFilter & { readonly runId: string },
): Promise<number> {
  const [found] = await queryRows<{ rows: number }>(
    db,
    `select count(*)::integer as rows from sync.rejects where ${matches}`,
    bindingsOf(filter),
  )
  return found?.rows ?? 0
}
