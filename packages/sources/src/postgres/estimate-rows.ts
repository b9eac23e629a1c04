import { relationOf, type SourceTable } from '@aaps-data/catalog'
import type { ClientBase } from 'pg'

const estimates = `
  select case when c.reltuples >= 0 and c.relkind in ('r', 'p', 'm') then c.reltuples end as rows
  from unnest($1::text[], $2::text[]) with ordinality as wanted (schema, relation, place)
  left join pg_class c on c.oid = to_regclass(format('%I.%I', wanted.schema, wanted.relation))
  order by wanted.place`

/** What the server's statistics say of the tables' rows; undefined where they say nothing. */
export async function estimateRows(
  client: ClientBase,
  tables: readonly SourceTable[],
): Promise<readonly (number | undefined)[]> {
  const { rows } = await client.query<{ rows: number | null }>(estimates, [
    tables.map((table) => relationOf(table).schema),
    tables.map((table) => relationOf(table).relation),
  ])
  return rows.map((row) => row.rows ?? undefined)
}
