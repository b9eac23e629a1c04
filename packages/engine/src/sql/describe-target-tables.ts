import type { ClientBase } from 'pg'
import { qualifiedName } from './quote-identifier.ts'

/** What there is of a dataset's target before a migration. */
export interface ActualTarget {
  readonly schemas: ReadonlySet<string>
  readonly tables: ReadonlyMap<string, ActualTable>
  /** Names of the tables that hold rows. */
  readonly filled: ReadonlySet<string>
  /** Each declared type as the server writes it; undefined where it does not know it. */
  readonly types: ReadonlyMap<string, string | undefined>
}

/** A table of the target as its catalog has it. */
export interface ActualTable {
  readonly name: string
  readonly comment: string | null
  readonly columns: readonly ActualColumn[]
  /** Columns of the primary key; empty without one. */
  readonly key: readonly string[]
  readonly references: readonly ActualReference[]
  /** Columns of each index, in order. */
  readonly indexes: readonly (readonly string[])[]
}

export interface ActualColumn {
  readonly name: string
  readonly type: string
  readonly nullable: boolean
  /** A value comes without being given: a default, an identity or a computed column. */
  readonly filled: boolean
  /** Its value is computed from other columns, and none can be given. */
  readonly computed: boolean
}

export interface ActualReference {
  readonly constraint: string
  readonly columns: readonly string[]
  readonly table: string
  readonly foreignColumns: readonly string[]
  readonly deferrable: boolean
}

const names = (columns: string, relation: string) => `
  (select coalesce(jsonb_agg(a.attname order by k.place), '[]')
   from unnest(${columns}) with ordinality as k (attnum, place)
   join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.attnum)`

const actualTables = `
  select c.relname as name, obj_description(c.oid, 'pg_class') as comment,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
        'nullable', not a.attnotnull,
        'filled', a.atthasdef or a.attidentity <> '',
        'computed', a.attgenerated <> '') order by a.attnum), '[]')
     from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    coalesce((select ${names('p.conkey', 'p.conrelid')}
     from pg_constraint p where p.conrelid = c.oid and p.contype = 'p'), '[]') as key,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'constraint', f.conname, 'columns', ${names('f.conkey', 'f.conrelid')},
        'table', r.relname, 'foreignColumns', ${names('f.confkey', 'f.confrelid')},
        'deferrable', f.condeferrable)), '[]')
     from pg_constraint f join pg_class r on r.oid = f.confrelid
     where f.conrelid = c.oid and f.contype = 'f'
       and r.relnamespace = c.relnamespace) as references,
    (select coalesce(jsonb_agg(${names('i.indkey::int2[]', 'i.indrelid')}), '[]')
     from pg_index i where i.indrelid = c.oid and i.indpred is null) as indexes
  from pg_class c
  where c.relnamespace = to_regnamespace(quote_ident($1)) and c.relname = any ($2::text[])
    and c.relkind in ('r', 'p')`

/** Describes those of the tables that exist. */
export async function describeTargetTables(
  client: ClientBase,
  schema: string,
  tables: readonly string[],
): Promise<ReadonlyMap<string, ActualTable>> {
  const { rows } = await client.query<ActualTable>(actualTables, [schema, tables])
  return new Map(rows.map((row) => [row.name, row]))
}

/** Gives those of the tables, which exist, that hold rows. */
export async function selectFilled(
  client: ClientBase,
  schema: string,
  tables: Iterable<string>,
): Promise<ReadonlySet<string>> {
  const filled = new Set<string>()
  for (const table of tables) {
    const { rows } = await client.query(`select from ${qualifiedName(schema, table)} limit 1`)
    if (rows.length > 0) filled.add(table)
  }
  return filled
}

/** Writes each type as the server itself does; undefined where it does not know it. */
export async function canonicalTypes(
  client: ClientBase,
  types: readonly string[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const canonical = new Map<string, string | undefined>()
  for (const type of new Set(types)) canonical.set(type, await canonicalType(client, type))
  return canonical
}

// Only a column keeps the length and precision of its type; to_regtypemod came with version 17.
async function canonicalType(client: ClientBase, type: string): Promise<string | undefined> {
  await client.query('savepoint canonical_type')
  try {
    await client.query(`create temporary table canonical_type (value ${type}) on commit drop`)
    const { rows } = await client.query<{ type: string }>(
      `select format_type(atttypid, atttypmod) as type from pg_attribute
       where attrelid = 'pg_temp.canonical_type'::regclass and attname = 'value'`,
    )
    return rows[0]?.type
  } catch {
    return undefined
  } finally {
    await client.query('rollback to savepoint canonical_type')
  }
}

/** Gives those of the schemas that exist. */
export async function selectSchemas(
  client: ClientBase,
  schemas: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(
    `select nspname as name from pg_namespace where nspname = any ($1::text[])`,
    [schemas],
  )
  return new Set(rows.map((row) => row.name))
}
