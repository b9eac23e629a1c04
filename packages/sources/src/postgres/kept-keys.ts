import { relationOf, type SourceTable } from '@aaps-data/catalog'
import type { ClientBase } from 'pg'

// An index of a parent says nothing of the rows of children that inherit from it; one of a
// partitioned table covers all of them.
const keptKeys = `
  select wanted.place::integer as place
  from jsonb_to_recordset($1) as wanted (place integer, schema text, relation text, key text[])
  join pg_class as c on c.oid = to_regclass(format('%I.%I', wanted.schema, wanted.relation))
  cross join lateral (
    select array_agg(a.attnum) as columns, bool_and(a.attnotnull) as are_not_null
    from pg_attribute as a where a.attrelid = c.oid and a.attname = any (wanted.key)
  ) as key
  where key.are_not_null
    and not exists (select from pg_constraint as n
                    where n.conrelid = c.oid and n.contype = 'n' and not n.convalidated
                      and n.conkey <@ key.columns)
    and (c.relkind = 'p' or (c.relkind = 'r'
         and not exists (select from pg_inherits as child where child.inhparent = c.oid)))
    and exists (select from pg_index as i
                where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null
                  and (i.indkey::smallint[])[0:i.indnkeyatts - 1] <@ key.columns)`

/**
 * Says of each table whether the server keeps its key unique and without nulls: a valid unique index
 * covers its columns, or some of them, and none takes nulls.
 */
export async function keepsKeys(
  client: ClientBase,
  tables: readonly SourceTable[],
): Promise<readonly boolean[]> {
  const wanted = tables.map((table, place) => ({
    place,
    ...relationOf(table),
    key: table.columns
      .filter(({ name }) => table.key.includes(name))
      .map((column) => column.source),
  }))
  const { rows } = await client.query<{ place: number }>(keptKeys, [JSON.stringify(wanted)])
  const kept = new Set(rows.map(({ place }) => place))
  return tables.map((_table, place) => kept.has(place))
}
