import { columnOf } from './key-values.ts'
import { columnList, quoteIdentifier } from './quote-identifier.ts'
import { stagedValue, type StagedTable } from './staged-table.ts'

/** Creates what keeps the keys of the rows that are taken out of a table. */
export function createGoneRows(relation: string, table: StagedTable): string {
  return `create temporary table ${relation} on commit drop as
    select ${keysOf(table)} from ${table.staging} as s where false`
}

/** Deletes the noted rows of some groups from staging and keeps their keys. */
export function takeOutRows(
  table: StagedTable,
  { groups, gone }: { readonly groups: readonly number[]; readonly gone: string | undefined },
): string {
  const remove = `delete from ${table.staging} as s
    using (select distinct staged from sync_faults where fault in (${groups.join(', ')})) as f
    where s.ctid = f.staged`
  return gone === undefined
    ? remove
    : `with gone as (${remove} returning ${keysOf(table)})
       insert into ${gone} (${columnList(table.table.key)}) select * from gone`
}

function keysOf(table: StagedTable): string {
  return table.table.key
    .map((name) => `${stagedValue(columnOf(table, name), 's')} as ${quoteIdentifier(name)}`)
    .join(', ')
}
