import type { Reference } from '@aaps-data/catalog'
import type { ClientBase } from 'pg'
import { selectNulls, selectOrphans, selectSharedKeys } from './migrate-tables.ts'
import { qualifiedName, quoteIdentifier } from './quote-identifier.ts'

/** What there is of a dataset's target before a migration. */
export interface ActualTarget {
  readonly schemas: ReadonlySet<string>
  readonly tables: ReadonlyMap<string, ActualTable>
  /** Names of the tables that hold rows. */
  readonly filled: ReadonlySet<string>
  /** By table, columns that take nulls, should not by the definition, and hold none. */
  readonly complete: ReadonlyMap<string, ReadonlySet<string>>
  /** By table that has no primary key and rows that cannot get the declared one, why they cannot. */
  readonly unkeyable: ReadonlyMap<string, KeyObstacle>
  /** By table, references it is to get although rows of it refer to nothing. */
  readonly orphaned: ReadonlyMap<string, ReadonlySet<Reference>>
  /** Each declared type as the server writes it; undefined where it does not know it. */
  readonly types: ReadonlyMap<string, string | undefined>
}

/** Rows without a value in a key's columns, or several with the same. */
export type KeyObstacle = 'nulls' | 'shared'

/** A table of the target as its catalog has it. */
export interface ActualTable {
  readonly name: string
  readonly comment: string | null
  readonly columns: readonly ActualColumn[]
  /** Columns of the primary key; empty without one. */
  readonly key: readonly string[]
  readonly keyConstraint: string | null
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
  /** The target numbers it always: it can be given a value by an insert, but by no update. */
  readonly numbered: boolean
  /** Views that read it, qualified and quoted. */
  readonly views: readonly string[]
  readonly comment: string | null
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

const views = `
  (select coalesce(jsonb_agg(distinct v.oid::regclass::text), '[]')
   from pg_depend d
   join pg_rewrite w on w.oid = d.objid and d.classid = 'pg_rewrite'::regclass
   join pg_class v on v.oid = w.ev_class and v.oid <> c.oid
   where d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and d.refobjsubid = a.attnum)`

const actualTables = `
  select c.relname as name, obj_description(c.oid, 'pg_class') as comment,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
        'nullable', not a.attnotnull,
        'filled', a.atthasdef or a.attidentity <> '',
        'computed', a.attgenerated <> '', 'numbered', a.attidentity = 'a', 'views', ${views},
        'comment', col_description(c.oid, a.attnum)) order by a.attnum), '[]')
     from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    coalesce((select ${names('p.conkey', 'p.conrelid')}
     from pg_constraint p where p.conrelid = c.oid and p.contype = 'p'), '[]') as key,
    (select p.conname from pg_constraint p
     where p.conrelid = c.oid and p.contype = 'p') as "keyConstraint",
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

/** Gives those of a table's columns that hold no null. Reads the table. */
export async function selectComplete(
  client: ClientBase,
  { schema, table }: { readonly schema: string; readonly table: string },
  columns: readonly string[],
): Promise<ReadonlySet<string>> {
  const complete = new Set<string>()
  const relation = qualifiedName(schema, table)
  for (const column of columns) {
    const isNull = `${quoteIdentifier(column)} is null`
    const { rows } = await client.query(`select from ${relation} where ${isNull} limit 1`)
    if (rows.length === 0) complete.add(column)
  }
  return complete
}

/** Says what keeps a table's rows from having a primary key on these columns. Reads the table. */
export async function selectKeyObstacle(
  client: ClientBase,
  { schema, table }: { readonly schema: string; readonly table: string },
  key: readonly string[],
): Promise<KeyObstacle | undefined> {
  const nulls = await client.query(`${selectNulls(schema, table, key)} limit 1`)
  if (nulls.rows.length > 0) return 'nulls'
  const shared = await client.query(`${selectSharedKeys(schema, table, key)} limit 1`)
  return shared.rows.length > 0 ? 'shared' : undefined
}

/** Says whether rows of a table refer to nothing, by a reference between tables that exist. */
export async function hasOrphans(
  client: ClientBase,
  { schema, table }: { readonly schema: string; readonly table: string },
  reference: Reference,
): Promise<boolean> {
  const { rows } = await client.query(`${selectOrphans(schema, table, reference)} limit 1`)
  return rows.length > 0
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
