import type { Knex } from 'knex'
import type { StagedTable } from '../staged-table.ts'
import { columnList } from './quote-identifier.ts'
import { selectRows } from './select-rows.ts'

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

/** Says whether staged rows share their values in these columns. */
export async function hasDuplicates(
  target: Knex,
  { staging }: StagedTable,
  columns: readonly string[],
): Promise<boolean> {
  const list = columnList(columns, 's')
  const rows = await selectRows(
    target,
    `select from ${staging} as s where (${list}) is not null
     group by ${list} having count(*) > 1 limit 1`,
  )
  return rows.length > 0
}
