import { imageHash, imageSums, selectImages, type DigestRow } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { quoteIdentifier } from './quote-identifier.ts'
import { stagedImage, stagedValue, targetImage, type StagedTable } from './staged-table.ts'
import { valuesDiffer } from './values-differ.ts'

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
  const rows = selectImages({
    relation: table.staging,
    columns: table.columns.map((column, place) => `${stagedValue(column, 'r')} as ${value(place)}`),
    values: stagedImage(table, 'r'),
  })
  const differ = valuesDiffer(
    table.columns.map(({ name, targetType }, place) => ({
      staged: `s.${value(place)}`,
      target: `t.${quoteIdentifier(name)}`,
      type: targetType,
    })),
  )
  return one(
    client,
    `select count(*) as staged,
            count(*) filter (where t.ctid is null) as inserted,
            count(*) filter (where t.ctid is not null and ${differ}) as updated,
            count(*) filter (where t.ctid is not null) as matched,
            ${imageSums('s')}
     from (${rows}) as s
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

// By its place: beside the image, a column's own name might be any of ours.
function value(place: number): string {
  return `v${place}`
}

/** Compares staging with the target as multisets of whole rows, and digests staging. */
export function countMultisetChanges(client: ClientBase, table: StagedTable): Promise<ChangeRow> {
  return one(
    client,
    `with ${groupedImages(table)}
     select coalesce(sum(s.rows), 0) as staged,
            coalesce(sum(greatest(s.rows - coalesce(t.rows, 0), 0)), 0) as inserted,
            0 as updated,
            coalesce(sum(least(s.rows, t.rows)) filter (where s.rows > 0 and t.rows > 0), 0)
              as matched,
            coalesce(sum(${imageHash('s.image', 0)}::numeric * s.rows), 0)::text as first_sum,
            coalesce(sum(${imageHash('s.image', 1)}::numeric * s.rows), 0)::text as second_sum
     from grouped_staging as s full join grouped_target as t on t.image = s.image`,
  )
}

/** The distinct rows of staging and of the target, each with how often it occurs. */
export function groupedImages(table: StagedTable): string {
  return `${grouped('staging', table.staging, stagedImage(table, 'r'))},
    ${grouped('target', table.target, targetImage(table, 'r'))}`
}

function grouped(name: string, relation: string, values: readonly string[]): string {
  const images = selectImages({
    relation,
    columns: ['r.ctid as at', 'r.tableoid as part'],
    values,
  })
  return `images_of_${name} as not materialized (${images}),
    grouped_${name} as not materialized (select image, count(*) as rows from images_of_${name} group by image)`
}

async function one(client: ClientBase, query: string): Promise<ChangeRow> {
  const { rows } = await client.query<ChangeRow>(query)
  const [row] = rows
  if (row === undefined) throw new Error('An aggregate without groups gives one row')
  return row
}
