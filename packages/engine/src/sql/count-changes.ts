import { digestSums, selectLines, type DigestRow } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { stagedValue, stagedValues, targetValues, type StagedTable } from '../staged-table.ts'
import { quoteIdentifier } from './quote-identifier.ts'

export interface ChangeRow extends DigestRow {
  readonly staged: string
  readonly inserted: string
  readonly updated: string
  readonly matched: string
}

/**
 * Compares staging with the target by key and row image, and digests staging, in one pass.
 * A left join, which PostgreSQL 15 runs in parallel as well: keys being unique on both sides, the
 * target's rows that met no staged row are those that are left.
 */
export function countKeyedChanges(client: ClientBase, table: StagedTable): Promise<ChangeRow> {
  const lines = selectLines({
    relation: table.staging,
    columns: table.columns.map((column, place) => `${stagedValue(column, 'r')} as ${value(place)}`),
    values: stagedValues(table, 'r'),
  })
  const values = table.columns.map((_column, place) => `s.${value(place)}`).join(', ')
  const images = `row(${values})::record *<> row(${targetValues(table, 't')})::record`
  return one(
    client,
    `select count(*) as staged,
            count(*) filter (where t.ctid is null) as inserted,
            count(*) filter (where t.ctid is not null and ${images}) as updated,
            count(*) filter (where t.ctid is not null) as matched,
            ${digestSums('s')}
     from (${lines}) as s
     left join ${table.target} as t on ${keyJoin(table)}`,
  )
}

function keyJoin({ table: { key }, columns }: StagedTable): string {
  return key
    .map((name) => {
      const place = columns.findIndex((column) => column.name === name)
      return `t.${quoteIdentifier(name)} = s.${value(place)}`
    })
    .join(' and ')
}

// By its place: beside the line, a column's own name might be any of ours.
function value(place: number): string {
  return `v${place}`
}

/** Compares staging with the target as multisets of whole rows, and digests staging. */
export function countMultisetChanges(client: ClientBase, table: StagedTable): Promise<ChangeRow> {
  return one(
    client,
    `with ${groupedLines(table)}
     select coalesce(sum(s.rows), 0) as staged,
            coalesce(sum(greatest(s.rows - coalesce(t.rows, 0), 0)), 0) as inserted,
            0 as updated,
            coalesce(sum(least(s.rows, t.rows)) filter (where s.rows > 0 and t.rows > 0), 0)
              as matched,
            coalesce(sum(hashtextextended(s.line, 0)::numeric * s.rows), 0)::text as first_sum,
            coalesce(sum(hashtextextended(s.line, 1)::numeric * s.rows), 0)::text as second_sum
     from grouped_staging as s full join grouped_target as t on t.line = s.line`,
  )
}

/** The distinct rows of staging and of the target, each with how often it occurs. */
export function groupedLines(table: StagedTable): string {
  return `${grouped('staging', table.staging, stagedValues(table, 'r'))},
    ${grouped('target', table.target, targetValues(table, 'r'))}`
}

function grouped(name: string, relation: string, values: string): string {
  const lines = selectLines({ relation, columns: ['r.ctid as at', 'r.tableoid as part'], values })
  return `lines_of_${name} as not materialized (select at, part, line collate "C" as line from (${lines}) as l),
    grouped_${name} as not materialized (select line, count(*) as rows from lines_of_${name} group by line)`
}

async function one(client: ClientBase, query: string): Promise<ChangeRow> {
  const { rows } = await client.query<ChangeRow>(query)
  const [row] = rows
  if (row === undefined) throw new Error('An aggregate without groups gives one row')
  return row
}
