import type { Column } from '@aaps-data/catalog'
import { columnOf } from './key-values.ts'
import { readNoted, type NotedRows } from './noted-rows.ts'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'
import { stagedValue, type StagedTable } from './staged-table.ts'
import { valuesDiffer } from './values-differ.ts'

const mask = quoteLiteral('•••')
/** Of a value that is kept whole; JSON holds no text of more than 256 MiB. */
const mostBytes = 100_000
const neverLong =
  /^(smallint|integer|bigint|real|double precision|boolean|date|uuid|oid|money|(timestamp|time|interval)\b.*|numeric\(.*|character( varying)?\(\d{1,4}\))$/

/**
 * Writes changes of one table out, for people: operation, key, and the columns before and after as
 * the target writes them, of an update only those that change. At most `limit`, deletes first, then
 * updates, then inserts. Of a value of more than 100,000 bytes the beginning is written, followed by
 * `… [length · md5 of the whole]`. A temporary table that goes with the transaction.
 */
export function createChangeRows(
  name: string,
  {
    table,
    changes,
    limit,
  }: {
    readonly table: StagedTable
    /** What `noteChangedRows` noted; undefined when everything staged is inserted. */
    readonly changes: string | undefined
    readonly limit: number
  },
): string {
  const select = changes === undefined ? everyInsert(table) : notedChanges(table, changes)
  return `create temporary table ${quoteIdentifier(name)} on commit drop as ${select} limit ${limit}`
}

function everyInsert(table: StagedTable): string {
  const staged = (column: Column) =>
    textOf(table, column, stagedValue(columnOf(table, column.name), 's'))
  return `
    select 'insert' as operation, ${keyOf(table, staged)} as key,
           null::jsonb as before, ${wholeRow(table, staged)} as after
    from ${table.staging} as s`
}

function notedChanges(table: StagedTable, changes: string): string {
  const noted = readNoted(changes, table)
  const before = (column: Column) => textOf(table, column, noted.oldValue(column))
  const after = (column: Column) => textOf(table, column, noted.newValue(column))
  return `
    select case when c.target is null then 'insert' when c.staged is null then 'delete'
                else 'update' end as operation,
           ${keyOfChange(table, noted)} as key,
           case when c.staged is null then ${wholeRow(table, before)}
                when c.target is not null then ${changedPart(table, noted, before)} end as before,
           case when c.target is null then ${wholeRow(table, after)}
                when c.staged is not null then ${changedPart(table, noted, after)} end as after
    from ${noted.from}
    order by c.staged is not null, c.target is null`
}

/** The key of a changed row, in a query that reads from what was noted. */
export function keyOfChange(table: StagedTable, noted: NotedRows): string {
  return keyOf(table, (column) => {
    const value = `case when c.staged is null then ${noted.oldValue(column)} else ${noted.newValue(column)} end`
    return textOf(table, column, value)
  })
}

/** The key of a row in a query whose `s` and `t` are what is staged and the target. */
export function keyOfPair(table: StagedTable): string {
  return keyOf(table, (column) => {
    const staged = textOf(table, column, stagedValue(columnOf(table, column.name), 's'))
    return `coalesce(${staged}, ${textOf(table, column, `t.${quoteIdentifier(column.name)}`)})`
  })
}

/** Gives the text of a column's value in the query at hand. */
type TextOf = (column: Column) => string

function keyOf({ table: { columns, key: names } }: StagedTable, text: TextOf): string {
  const key = columns.filter(({ name }) => names.includes(name))
  return key.length === 0 ? 'null::jsonb' : `jsonb_object(${namesOf(key)}, ${texts(key.map(text))})`
}

function wholeRow({ table: { columns } }: StagedTable, text: TextOf): string {
  return `jsonb_object(${namesOf(columns)}, ${texts(columns.map(text))})`
}

function changedPart(table: StagedTable, noted: NotedRows, text: TextOf): string {
  const { columns } = table.table
  const differences = columns.map((column) =>
    valuesDiffer([
      {
        staged: noted.newValue(column),
        target: noted.oldValue(column),
        type: columnOf(table, column.name).targetType,
      },
    ]),
  )
  return `(select jsonb_object(array_agg(name), array_agg(value))
           from unnest(${namesOf(columns)}, ${texts(columns.map(text))}, array[${differences.join(', ')}])
             as part (name, value, differs) where differs)`
}

function textOf(table: StagedTable, column: Column, value: string): string {
  if (column.masked === true) return `case when (${value}) is not null then ${mask} end`
  const { targetType } = columnOf(table, column.name)
  if (targetType === 'bytea') return shortBytes(`(${value})`)
  const text = `(${value})::text`
  return neverLong.test(targetType) ? text : shortText(text)
}

function shortText(text: string): string {
  return `case when octet_length(${text}) <= ${mostBytes} then ${text}
               when ${text} is not null then left(${text}, ${mostBytes})
                 || '… [' || length(${text}) || ' · ' || md5(${text}) || ']' end`
}

// Written out, bytes take twice their room, and a text of more than 1 GB there is not.
function shortBytes(bytes: string): string {
  return `case when octet_length(${bytes}) <= ${mostBytes} then (${bytes})::text
               when ${bytes} is not null then substring(${bytes} from 1 for ${mostBytes})::text
                 || '… [' || octet_length(${bytes}) || ' · ' || md5(${bytes}) || ']' end`
}

function namesOf(columns: readonly Column[]): string {
  return texts(columns.map((column) => quoteLiteral(column.name)))
}

function texts(values: readonly string[]): string {
  return `array[${values.join(', ')}]::text[]`
}
