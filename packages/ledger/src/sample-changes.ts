import type { Knex } from 'knex'

type Values = Readonly<Record<string, string | null>>

/** One row that a run changed, or would change: of an update only the columns that change. */
export interface KeptChange {
  readonly table: string
  readonly operation: 'insert' | 'update' | 'delete'
  /** Null in a table without a key. */
  readonly key: Values | null
  readonly before: Values | null
  readonly after: Values | null
}

/**
 * The first changes of each table and operation that a run has kept, at most `limit` of each, with
 * the values of masked columns hidden as they were kept.
 */
export async function sampleChanges(
  db: Knex,
  { runId, limit }: { readonly runId: string; readonly limit: number },
): Promise<readonly KeptChange[]> {
  const { rows } = await db.raw<{ rows: KeptChange[] }>(
    `select table_name as "table", operation, key, before, after
     from (select c.*, row_number() over (partition by table_name, operation order by id) as place
           from sync.changes c where run_id = ?) as numbered
     where place <= ?
     order by table_name, operation, id`,
    [runId, limit],
  )
  return rows
}
