import { stagedValue, stagedValues, type StagedTable } from '../staged-table.ts'
import { columnList, quoteIdentifier } from './quote-identifier.ts'

/** Inserts everything that is staged. */
export function insertAll(table: StagedTable): string {
  return `insert into ${table.target} (${names(table)})
    select ${stagedValues(table, 's')} from ${table.staging} as s`
}

/** Inserts the staged rows that the target lacks. */
export function insertChanged(changes: string, table: StagedTable): string {
  return `insert into ${table.target} (${names(table)})
    select ${stagedValues(table, 's')}
    from ${quoteIdentifier(changes)} as c join ${table.staging} as s on s.ctid = c.staged
    where c.target is null`
}

/** Gives the target's rows that differ their staged values. */
export function updateChanged(changes: string, table: StagedTable): string {
  const assignments = table.columns.map(
    (column) => `${quoteIdentifier(column.name)} = ${stagedValue(column, 's')}`,
  )
  return `update ${table.target} as t set ${assignments.join(', ')}
    from ${quoteIdentifier(changes)} as c join ${table.staging} as s on s.ctid = c.staged
    where t.ctid = c.target and t.tableoid = c.part`
}

/** Deletes the target's rows that are not staged. */
export function deleteChanged(changes: string, table: StagedTable): string {
  return `delete from ${table.target} as t using ${quoteIdentifier(changes)} as c
    where t.ctid = c.target and t.tableoid = c.part and c.staged is null`
}

function names({ columns }: StagedTable): string {
  return columnList(columns.map((column) => column.name))
}
