import { relationOf, type SourceTable } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import type { RelationColumn, SourceColumn } from '../source.ts'

interface AttributeRow {
  /** Which of the tables, counted from 1. */
  readonly place: number
  readonly name: string
  readonly type: string | null
  readonly nativeType: string
  readonly isReadable: boolean
}

// Types of extensions and of users are left to text: the target may lack them. A domain reads as
// the type beneath it.
const attributes = `
  select wanted.place::integer as place, a.attname as name,
         case when t.typnamespace = 'pg_catalog'::regnamespace
                then format_type(a.atttypid, a.atttypmod)
              when base.typnamespace = 'pg_catalog'::regnamespace
                then format_type(base.oid, t.typtypmod) end as type,
         format_type(a.atttypid, a.atttypmod) as "nativeType",
         has_column_privilege(a.attrelid, a.attnum, 'select') as "isReadable"
  from unnest($1::text[], $2::text[]) with ordinality as wanted (schema, relation, place)
  join pg_attribute a on a.attrelid = to_regclass(format('%I.%I', wanted.schema, wanted.relation))
    and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  left join pg_type base on base.oid = t.typbasetype
  order by wanted.place, a.attnum`

/**
 * Gives every column of the relation of each table, as the source's catalog has them and in its
 * order. Throws `SOURCE_TABLE_MISSING`.
 */
export async function describeRelations(
  client: ClientBase,
  tables: readonly SourceTable[],
): Promise<readonly (readonly RelationColumn[])[]> {
  const { rows } = await client.query<AttributeRow>(attributes, [
    tables.map((table) => relationOf(table).schema),
    tables.map((table) => relationOf(table).relation),
  ])
  const found = new Map<number, RelationColumn[]>()
  for (const { place, type, ...column } of rows) {
    const columns = found.get(place) ?? []
    columns.push({ ...column, type: type ?? undefined })
    found.set(place, columns)
  }
  return tables.map(({ source }, index) => {
    const columns = found.get(index + 1)
    if (columns === undefined) throw new SyncError('SOURCE_TABLE_MISSING', { ...source })
    return columns
  })
}

/**
 * Gives the columns that each table maps, in its order.
 * Throws `SOURCE_TABLE_MISSING`, `SOURCE_COLUMN_MISSING` or `SOURCE_PERMISSION_DENIED`.
 */
export async function describeMapped(
  client: ClientBase,
  tables: readonly SourceTable[],
): Promise<readonly (readonly SourceColumn[])[]> {
  const relations = await describeRelations(client, tables)
  return tables.map((table, index) => mappedColumns(table, relations[index] ?? []))
}

function mappedColumns(
  { source, columns }: SourceTable,
  relation: readonly RelationColumn[],
): readonly SourceColumn[] {
  const found = new Map(relation.map((column) => [column.name, column]))
  return columns.map((column) => {
    const where = { ...source, column: column.source }
    const attribute = found.get(column.source)
    if (attribute === undefined) throw new SyncError('SOURCE_COLUMN_MISSING', where)
    if (!attribute.isReadable) throw new SyncError('SOURCE_PERMISSION_DENIED', where)
    return { name: attribute.name, type: attribute.type }
  })
}
