import type { Knex } from 'knex'
import type { ChangeFilter, RunChange, RunChangeCounts, RunChangePage } from '../schemas/change.ts'
import { queryRows } from './query-rows.ts'

interface ChangeQuery extends ChangeFilter {
  readonly runId: string
  /** Only changes behind this one. */
  readonly after?: string | undefined
  readonly limit: number
}

const matches = `run_id = :runId
  and (cast(:table as text) is null or table_name = :table)
  and (cast(:operation as text) is null or operation = :operation)
  and (cast(:column as text) is null
    or operation = 'update' and after -> cast(:column as text) is not null)
  and (cast(:key as text) is null or exists (
    select from jsonb_each_text(key) as part (name, value)
    where position(lower(:key) in lower(part.value)) > 0))`

function bindingsOf({ runId, table, operation, column, key }: ChangeFilter & { runId: string }) {
  return {
    runId,
    table: table ?? null,
    operation: operation ?? null,
    column: column ?? null,
    key: key ?? null,
  }
}

/** What a run changed, or would change, row by row, as far as it was kept, page by page. */
export async function listChanges(
  db: Knex,
  query: ChangeQuery,
): Promise<Pick<RunChangePage, 'changes' | 'next'>> {
  const { after = '0', limit } = query
  const rows = await queryRows<RunChange>(
    db,
    `select id::text as id, table_name as "table", operation, key, before, after
    from sync.changes
    where ${matches} and id > cast(:after as bigint)
    -- Not by the text that \`id\` is in the answer.
    order by sync.changes.id
    limit :limit`,
    { ...bindingsOf(query), after, limit: limit + 1 },
  )
  const changes = rows.slice(0, limit)
  return { changes, next: rows.length > limit ? (changes.at(-1)?.id ?? null) : null }
}

/** How many of the kept changes of a run a filter lets through. */
export async function countMatchingChanges(
  db: Knex,
  filter: ChangeFilter & { readonly runId: string },
): Promise<number> {
  const [found] = await queryRows<{ rows: number }>(
    db,
    `select count(*)::integer as rows from sync.changes where ${matches}`,
    bindingsOf(filter),
  )
  return found?.rows ?? 0
}

/** How many changes of a run were kept, by table. */
export function countChanges(db: Knex, runId: string): Promise<RunChangeCounts[]> {
  return queryRows<RunChangeCounts>(
    db,
    `select c.table_name as "table",
      count(*) filter (where c.operation = 'insert')::integer as "insert",
      count(*) filter (where c.operation = 'update')::integer as "update",
      count(*) filter (where c.operation = 'delete')::integer as "delete",
      coalesce((
        select json_agg(json_build_object('column', u.name, 'rows', u.rows)
          order by u.rows desc, u.name)
        from (
          select part.name, count(*) as rows
          from sync.changes as changed, jsonb_object_keys(changed.after) as part (name)
          where changed.run_id = c.run_id and changed.table_name = c.table_name
            and changed.operation = 'update'
          group by part.name
        ) as u
      ), '[]') as columns
    from sync.changes as c
    where c.run_id = :runId
    group by c.run_id, c.table_name
    order by c.table_name`,
    { runId },
  )
}
