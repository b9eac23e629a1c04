import { stagedValue, stagedValues, targetValues, type StagedTable } from '../staged-table.ts'
import { groupedLines } from './count-changes.ts'
import { quoteIdentifier } from './quote-identifier.ts'

/**
 * Notes where the changed rows are: `staged` alone is inserted, both are updated, `target` alone
 * is deleted; `part` is the partition in which `target` is a position. A temporary table that goes
 * with the transaction; positions hold as long as the target is locked.
 */
export function createChangedRows(name: string, table: StagedTable): string {
  const select = table.table.key.length > 0 ? keyedRows(table) : multisetRows(table)
  return `create temporary table ${quoteIdentifier(name)} on commit drop as ${select}`
}

function keyedRows(table: StagedTable): string {
  const { key } = table.table
  const columns = table.columns.filter((column) => key.includes(column.name))
  const join = columns
    .map((column) => `t.${quoteIdentifier(column.name)} = ${stagedValue(column, 's')}`)
    .join(' and ')
  return `
    select s.ctid as staged, t.ctid as target, t.tableoid as part
    from ${table.staging} as s full join ${table.target} as t on ${join}
    where s.ctid is null or t.ctid is null
       or row(${stagedValues(table, 's')})::record *<> row(${targetValues(table, 't')})::record`
}

function multisetRows(table: StagedTable): string {
  return `
    with ${groupedLines(table)},
    changed as materialized (
      select coalesce(s.line, t.line) as line,
             coalesce(s.rows, 0) as staged_rows, coalesce(t.rows, 0) as target_rows
      from grouped_staging as s full join grouped_target as t on t.line = s.line
      where s.rows is distinct from t.rows
    )
    select at as staged, null::tid as target, null::oid as part
    from (select l.at, c.target_rows, row_number() over (partition by l.line) as place
          from lines_of_staging as l join changed as c on c.line = l.line
          where c.staged_rows > c.target_rows) as surplus
    where place > target_rows
    union all
    select null::tid, at, part
    from (select l.at, l.part, c.staged_rows, row_number() over (partition by l.line) as place
          from lines_of_target as l join changed as c on c.line = l.line
          where c.target_rows > c.staged_rows) as surplus
    where place > staged_rows`
}
