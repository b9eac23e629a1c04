import type { ClientBase } from 'pg'

export interface ColumnRow {
  readonly relation: string
  readonly name: string
  readonly type: string
  /** Its value is computed from other columns, and none can be given. */
  readonly isComputed: boolean
  /** The target numbers it always: an update may not give it a value, whichever. */
  readonly isNumbered: boolean
  /** Texts that differ may be equal by its collation. */
  readonly isLoose: boolean
  /** Whether its values have a binary form: some types that users and extensions make have none. */
  readonly isSendable: boolean
}

// Arrays, domains, ranges and composite types are sent as what they are made of.
const columns = `
  with recursive found as (
    select c.relname as relation, a.attnum, a.attname as name, a.atttypid,
           format_type(a.atttypid, a.atttypmod) as type, a.attgenerated <> '' as "isComputed",
           a.attidentity = 'a' as "isNumbered",
            exists (select from pg_collation as l
                    where l.oid = a.attcollation and not l.collisdeterministic) as "isLoose"
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = to_regnamespace(quote_ident($1)) and c.relname = any ($2::text[])
  ), parts (whole, part) as (
    select atttypid, atttypid from found
    union
    select p.whole, made.part
    from parts p
    join pg_type t on t.oid = p.part
    cross join lateral (
      select t.typelem as part where t.typelem <> 0
      union all select t.typbasetype where t.typbasetype <> 0
      union all select r.rngsubtype from pg_range r where t.oid in (r.rngtypid, r.rngmultitypid)
      union all select a.atttypid from pg_attribute a
        where a.attrelid = t.typrelid and t.typrelid <> 0 and a.attnum > 0 and not a.attisdropped
    ) as made
  ), unsendable as (
    select p.whole from parts p join pg_type t on t.oid = p.part where t.typsend = 0
  )
  select relation, name, type, "isComputed", "isNumbered", "isLoose",
         atttypid not in (select whole from unsendable) as "isSendable"
  from found
  order by relation, attnum`

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
