import type { ClientBase } from 'pg'

export interface ColumnRow {
  readonly relation: string
  readonly name: string
  readonly type: string
}

const columns = `
  select c.relname as relation, a.attname as name, format_type(a.atttypid, a.atttypmod) as type
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = to_regnamespace(quote_ident($1)) and c.relname = any ($2::text[])
  order by c.relname, a.attnum`

/** Gives the columns of the relations of a schema that exist, in their order. */
export async function describeColumns(
  client: ClientBase,
  schema: string,
  relations: readonly string[],
): Promise<readonly ColumnRow[]> {
  const { rows } = await client.query<ColumnRow>(columns, [schema, relations])
  return rows
}

const knownTypes = `
  select wanted from unnest($1::text[]) as wanted where to_regtype(wanted) is not null`

/** Gives those of the types that this server knows. */
export async function selectKnownTypes(
  client: ClientBase,
  types: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ wanted: string }>(knownTypes, [types])
  return new Set(rows.map((row) => row.wanted))
}
