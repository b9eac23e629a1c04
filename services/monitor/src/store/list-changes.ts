import type { Knex } from 'knex'
import type { RunChange, RunChangePage } from '../schemas/run.ts'
import { queryRows } from './query-rows.ts'

interface ChangeFilter {
  readonly runId: string
  readonly table?: string | undefined
  readonly operation?: RunChange['operation'] | undefined
  /** Only changes behind this one. */
  readonly after?: string | undefined
  readonly limit: number
}

/** What a run changed, or would change, row by row, as far as it was kept, page by page. */
export async function listChanges(
  db: Knex,
  { runId, table, operation, after, limit }: ChangeFilter,
): Promise<RunChangePage> {
  const rows = await queryRows<RunChange>(
    db,
    `select id::text as id, table_name as "table", operation, key, before, after
    from sync.changes
    where run_id = :runId
      and (cast(:table as text) is null or table_name = :table)
      and (cast(:operation as text) is null or operation = :operation)
      and id > cast(:after as bigint)
    order by id
    limit :limit`,
    {
      runId,
      table: table ?? null,
      operation: operation ?? null,
      after: after ?? '0',
      limit: limit + 1,
    },
  )
  const changes = rows.slice(0, limit)
  return { changes, next: rows.length > limit ? (changes.at(-1)?.id ?? null) : null }
}
