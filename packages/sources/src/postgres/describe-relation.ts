import type { SourceTable } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import type { SourceColumn } from '../source.ts'

interface AttributeRow {
  readonly name: string
  readonly type: string | null
  readonly readable: boolean
}

// Types of extensions and of users are left to text: the target may lack them. A domain reads as
// the type beneath it.
const attributes = `
  select a.attname as name,
         case when t.typnamespace = 'pg_catalog'::regnamespace
                then format_type(a.atttypid, a.atttypmod)
              when base.typnamespace = 'pg_catalog'::regnamespace
                then format_type(base.oid, t.typtypmod) end as type,
         has_column_privilege(a.attrelid, a.attnum, 'select') as readable
  from pg_attribute a
  join pg_type t on t.oid = a.atttypid
  left join pg_type base on base.oid = t.typbasetype
  where a.attrelid = to_regclass(format('%I.%I', $1::text, $2::text))
    and a.attnum > 0 and not a.attisdropped`

/**
 * Gives the columns that `table` maps, in its order, as the source's catalog has them.
 * Throws `SOURCE_TABLE_MISSING`, `SOURCE_COLUMN_MISSING` or `SOURCE_PERMISSION_DENIED`.
 */
export async function describeRelation(
  client: ClientBase,
  { source, columns }: SourceTable,
): Promise<readonly SourceColumn[]> {
  const { rows } = await client.query<AttributeRow>(attributes, [source.schema, source.relation])
  const where = { schema: source.schema, relation: source.relation }
  if (rows.length === 0) throw new SyncError('SOURCE_TABLE_MISSING', where)
  const byName = new Map(rows.map((row) => [row.name, row]))
  return columns.map((column) => {
    const attribute = byName.get(column.source)
    if (attribute === undefined) {
      throw new SyncError('SOURCE_COLUMN_MISSING', { ...where, column: column.source })
    }
    if (!attribute.readable) {
      throw new SyncError('SOURCE_PERMISSION_DENIED', { ...where, column: column.source })
    }
    return { name: attribute.name, type: attribute.type ?? undefined }
  })
}
