import type { RejectAction, RejectFacts, RejectRule } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { cleanedValue } from './cleaned-value.ts'
import { columnOf } from './key-values.ts'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'
import { faultyValue, placeOf } from './row-origin.ts'
import { toldRejects } from './reject-tables.ts'
import type { StagedTable } from './staged-table.ts'

/** A rule of a table, as it is told. */
export interface TableRule {
  readonly rule: RejectRule
  /** Undefined where the rule is about several columns. */
  readonly column: string | undefined
  readonly action: RejectAction
  readonly facts: RejectFacts
  /** Of a fault that the source has found: what it has noted with the rows, as JSON. */
  readonly noted?: string
}

const mask = quoteLiteral('•••')
const longestText = 200

/** Numbers the rows of a table in the order in which they were read. */
export function numberRows(relation: string, { staging }: StagedTable): string {
  return `create temporary table ${relation} on commit drop as
    select ctid as staged, row_number() over (order by ctid) as number from ${staging}`
}

/**
 * Tells up to `limit` noted rows of one group: key or place, and value. Masked columns are not
 * told; they are not in the fingerprint either. `isPlaced` says that keys do not tell the rows apart;
 * `numbers` is where they are numbered then, unless the source says where they stand.
 */
export async function tellRejects(
  client: ClientBase,
  {
    dataset,
    table,
    group,
    number,
    isPlaced,
    numbers,
    limit,
  }: {
    readonly dataset: string
    readonly table: StagedTable
    readonly group: TableRule
    readonly number: number
    readonly isPlaced: boolean
    readonly numbers: string | undefined
    readonly limit: number
  },
): Promise<number> {
  const { column, rule, action, facts } = group
  const counted = numbers === undefined ? 'null::jsonb' : `jsonb_build_object('row', n.number)`
  const place = placeOf(table, column) ?? counted
  const join = numbers === undefined ? '' : `join ${numbers} as n on n.staged = f.staged`
  const isShared = rule === 'unique'
  const identity = !isPlaced || (isShared && isKeyTold(table)) ? 'row.key' : 'row.place'
  const { rowCount } = await client.query(
    `insert into ${toldRejects}
     select $1::integer, $2::text, $3::text, $4::text, $5::text, row.key, row.place, row.value,
            $6::jsonb,
            md5(jsonb_build_array($7::text, $2::text, $3::text, $4::text, ${identity})::text)
     from (select ${keyOf(table)} as key, ${place} as place, ${valueOf(table, group)} as value
           from sync_faults as f join ${table.staging} as s on s.ctid = f.staged ${join}
           where f.fault = $1::integer order by f.staged limit ${limit}) as row`,
    [number, table.table.name, column ?? null, rule, action, JSON.stringify(facts), dataset],
  )
  return rowCount ?? 0
}

/** Whether what is told of a key tells one row from another. */
export function isKeyTold({ table: { key, columns } }: StagedTable): boolean {
  return key.length > 0 && !columns.some(({ name, masked }) => key.includes(name) && masked)
}

function keyOf(table: StagedTable): string {
  const { key, columns } = table.table
  if (key.length === 0) return 'null::jsonb'
  const masked = new Set(columns.filter((column) => column.masked).map(({ name }) => name))
  const values = key.map((name) => {
    const text = `(${cleanedValue(columnOf(table, name), 's')})::text`
    return masked.has(name)
      ? `case when ${text} is not null then ${mask} end`
      : `left(${text}, ${longestText})`
  })
  const names = key.map(quoteLiteral)
  return `jsonb_object(array[${names.join(', ')}]::text[], array[${values.join(', ')}]::text[])`
}

function valueOf({ table }: StagedTable, { column: name, noted }: TableRule): string {
  const column = table.columns.find((each) => each.name === name)
  if (column?.masked === true) return 'null::text'
  if (noted !== undefined) return `left(${faultyValue(noted)}, ${longestText})`
  if (column === undefined) return 'null::text'
  return `left(s.${quoteIdentifier(column.name)}::text, ${longestText})`
}

/** One row of a group, for the details of an error. */
export interface RejectExample {
  readonly fault: number
  readonly key: Readonly<Record<string, string | null>> | null
  readonly place: Readonly<Record<string, unknown>> | null
  readonly value: string | null
}

/** Gives a few rows of each group that were told, of those with one key and value only one. */
export async function selectExamples(
  client: ClientBase,
  perGroup: number,
): Promise<readonly RejectExample[]> {
  const { rows } = await client.query<RejectExample>(
    `select fault, key, place, value
     from (select *, row_number() over (partition by fault order by key, place) as number
           from (select distinct on (fault, key, value) * from ${toldRejects}
                 order by fault, key, value, place) as distinct_rows) as told
     where number <= ${perGroup} order by fault, number`,
  )
  return rows
}
