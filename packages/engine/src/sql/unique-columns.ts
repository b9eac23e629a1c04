import type { Knex } from 'knex'
import type { ClientBase } from 'pg'
import { selectRows } from '../connection/select-rows.ts'
import { stagedValue, type StagedTable } from './staged-table.ts'

// An index over expressions or a part of the rows gives none.
const uniqueColumns = `
  select a.attname as name
  from pg_index i
  join unnest(i.indkey::int2[]) with ordinality as k (attnum, place) on true
  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where i.indexrelid = to_regclass(format('%I.%I', $1::text, $2::text))
    and i.indisunique and i.indexprs is null and i.indpred is null and k.place <= i.indnkeyatts
  order by k.place`

/** Gives the columns that a unique index is about. */
export async function selectUniqueColumns(
  target: Knex,
  { schema, index }: { readonly schema: string; readonly index: string },
): Promise<readonly string[]> {
  const rows = await selectRows<{ name: string }>(target, uniqueColumns, [schema, index])
  return rows.map((row) => row.name)
}

const uniqueKeys = `
  select c.relname as relation, array_agg(a.attname::text order by k.place) as columns
  from pg_class c
  join pg_index i on i.indrelid = c.oid and i.indisunique and i.indisvalid
    and i.indexprs is null and i.indpred is null
  join unnest(i.indkey::int2[]) with ordinality as k (attnum, place) on k.place <= i.indnkeyatts
  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where c.relnamespace = to_regnamespace(quote_ident($1)) and c.relname = any ($2::text[])
  group by c.relname, i.indexrelid`

/** Gives the columns of each index that keeps the rows of a relation unique, by relation. */
export async function describeUniqueKeys(
  client: ClientBase,
  schema: string,
  relations: readonly string[],
): Promise<ReadonlyMap<string, readonly (readonly string[])[]>> {
  const { rows } = await client.query<{ relation: string; columns: string[] }>(uniqueKeys, [
    schema,
    relations,
  ])
  const keys = new Map<string, string[][]>()
  for (const { relation, columns } of rows) {
    keys.set(relation, [...(keys.get(relation) ?? []), columns])
  }
  return keys
}

/** Says whether staged rows share their values in these columns, as the target would have them. */
export async function hasDuplicates(
  target: Knex,
  { staging, columns }: StagedTable,
  names: readonly string[],
): Promise<boolean> {
  const values = columns
    .filter(({ name }) => names.includes(name))
    .map((column) => stagedValue(column, 's'))
    .join(', ')
  const rows = await selectRows(
    target,
    `select from ${staging} as s where (${values}) is not null
     group by ${values} having count(*) > 1 limit 1`,
  )
  return rows.length > 0
}
