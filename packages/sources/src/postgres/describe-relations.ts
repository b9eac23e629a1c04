import type { SourceTable } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import type { SourceColumn } from '../source.ts'

interface AttributeRow {
  /** Which of the tables, counted from 1. */
  readonly place: number
  readonly name: string
  readonly type: string | null
  readonly readable: boolean
}

// Types of extensions and of users are left to text: the target may lack them. A domain reads as
// the type beneath it.
const attributes = `
  select wanted.place::integer as place, a.attname as name,
         case when t.typnamespace = 'pg_catalog'::regnamespace
                then format_type(a.atttypid, a.atttypmod)
              when base.typnamespace = 'pg_catalog'::regnamespace
                then format_type(base.oid, t.typtypmod) end as type,
         has_column_privilege(a.attrelid, a.attnum, 'select') as readable
  from unnest($1::text[], $2::text[]) with ordinality as wanted (schema, relation, place)
  join pg_attribute a on a.attrelid = to_regclass(format('%I.%I', wanted.schema, wanted.relation))
    and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  left join pg_type base on base.oid = t.typbasetype`

/**
 * Gives the columns that each table maps, in its order, as the source's catalog has them.
 * Throws `SOURCE_TABLE_MISSING`, `SOURCE_COLUMN_MISSING` or `SOURCE_PERMISSION_DENIED`.
 */
export async function describeRelations(
  client: ClientBase,
  tables: readonly SourceTable[],
): Promise<readonly (readonly SourceColumn[])[]> {
  const { rows } = await client.query<AttributeRow>(attributes, [
    tables.map(({ source }) => source.schema),
    tables.map(({ source }) => source.relation),
  ])
  const found = new Map<number, Map<string, AttributeRow>>()
  for (const row of rows) {
    const columns = found.get(row.place) ?? new Map<string, AttributeRow>()
    found.set(row.place, columns.set(row.name, row))
  }
  return tables.map((table, index) => mappedColumns(table, found.get(index + 1)))
}

function mappedColumns(
  { source, columns }: SourceTable,
  found: ReadonlyMap<string, AttributeRow> | undefined,
): readonly SourceColumn[] {
  const where = { schema: source.schema, relation: source.relation }
  if (found === undefined) throw new SyncError('SOURCE_TABLE_MISSING', where)
  return columns.map((column) => {
    const attribute = found.get(column.source)
    if (attribute === undefined) {
      throw new SyncError('SOURCE_COLUMN_MISSING', { ...where, column: column.source })
    }
    if (!attribute.readable) {
      throw new SyncError('SOURCE_PERMISSION_DENIED', { ...where, column: column.source })
    }
    return { name: attribute.name, type: attribute.type ?? undefined }
  })
}
