import type { Column } from '@aaps-data/catalog'
import { stagedValue, type StagedTable } from '../staged-table.ts'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'

const mask = quoteLiteral('•••')

/**
 * Writes changes of one table out, for people: operation, key, and the columns before and after as
 * the target writes them, of an update only those that change. At most `limit`, deletes first, then
 * updates, then inserts. A temporary table that goes with the transaction.
 */
export function createChangeRows(
  name: string,
  {
    table,
    changes,
    limit,
  }: {
    readonly table: StagedTable
    /** What `createChangedRows` noted; undefined when everything staged is inserted. */
    readonly changes: string | undefined
    readonly limit: number
  },
): string {
  const select = changes === undefined ? everyInsert(table) : notedChanges(table, changes)
  return `create temporary table ${quoteIdentifier(name)} on commit drop as ${select} limit ${limit}`
}

function everyInsert(table: StagedTable): string {
  return `
    select 'insert' as operation, ${keyOf(table, (column) => textOf(table, column, 's'))} as key,
           null::jsonb as before, ${wholeRow(table, 's')} as after
    from ${table.staging} as s`
}

function notedChanges(table: StagedTable, changes: string): string {
  const key = keyOf(
    table,
    (column) => `coalesce(${textOf(table, column, 's')}, ${textOf(table, column, 't')})`,
  )
  return `
    select case when c.target is null then 'insert' when c.staged is null then 'delete'
                else 'update' end as operation,
           ${key} as key,
           case when c.staged is null then ${wholeRow(table, 't')}
                when c.target is not null then ${changedPart(table, 't')} end as before,
           case when c.target is null then ${wholeRow(table, 's')}
                when c.staged is not null then ${changedPart(table, 's')} end as after
    from ${quoteIdentifier(changes)} as c
    left join ${table.staging} as s on s.ctid = c.staged
    left join ${table.target} as t on t.ctid = c.target and t.tableoid = c.part
    order by c.staged is not null, c.target is null`
}

function keyOf(table: StagedTable, value: (column: Column) => string): string {
  const key = table.table.columns.filter((column) => table.table.key.includes(column.name))
  return key.length === 0 ? 'null::jsonb' : `jsonb_object(${names(key)}, ${texts(key.map(value))})`
}

function wholeRow(table: StagedTable, alias: 's' | 't'): string {
  const { columns } = table.table
  const values = columns.map((column) => textOf(table, column, alias))
  return `jsonb_object(${names(columns)}, ${texts(values)})`
}

function changedPart(table: StagedTable, alias: 's' | 't'): string {
  const { columns } = table.table
  const values = columns.map((column) => textOf(table, column, alias))
  const differences = columns.map(
    (column) =>
      `row(${valueOf(table, column, 's')})::record *<> row(${valueOf(table, column, 't')})::record`,
  )
  return `(select jsonb_object(array_agg(name), array_agg(value))
           from unnest(${names(columns)}, ${texts(values)}, array[${differences.join(', ')}])
             as part (name, value, differs) where differs)`
}

function names(columns: readonly Column[]): string {
  return texts(columns.map((column) => quoteLiteral(column.name)))
}

function texts(values: readonly string[]): string {
  return `array[${values.join(', ')}]::text[]`
}

function textOf(table: StagedTable, column: Column, alias: 's' | 't'): string {
  const value = `(${valueOf(table, column, alias)})::text`
  return column.masked === true ? `case when ${value} is not null then ${mask} end` : value
}

function valueOf({ columns }: StagedTable, { name }: Column, alias: 's' | 't'): string {
  if (alias === 't') return `t.${quoteIdentifier(name)}`
  const staged = columns.find((column) => column.name === name)
  if (staged === undefined) throw new Error(`Column ${name} was not staged`)
  return stagedValue(staged, 's')
}
