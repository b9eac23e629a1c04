import { imageHash, imageOf, type DigestRow } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { createHash } from 'node:crypto'
import { groupedImages } from './count-changes.ts'
import { notesValues, valueColumns } from './noted-rows.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { keysMeet, rowsDiffer, stagedImage, targetImage, type StagedTable } from './staged-table.ts'

/**
 * Notes the changed rows and where they are: `staged` alone is inserted, both are updated, `target`
 * alone is deleted; `part` is the partition in which `target` is a position. With them go their
 * values as they are and as they are to be, unless they are too many, so that neither table is read
 * for them again, and the hashes that digests are made of. A temporary table that goes with the
 * transaction; positions hold as long as the target is locked.
 */
export async function noteChangedRows(
  client: ClientBase,
  name: string,
  table: StagedTable,
): Promise<void> {
  const select = table.table.key.length > 0 ? keyedRows(table) : multisetRows(table)
  const relation = quoteIdentifier(name)
  await client.query(`create temporary table ${relation} on commit drop as ${select}`)
  // Whether rows are looked up where they lie or found by a scan depends on how many there are.
  await client.query(`analyze ${relation} (staged, target)`)
}

function keyedRows(table: StagedTable): string {
  const join = keysMeet(table, { staged: 's', target: 't' })
  return `
    select s.ctid as staged, t.ctid as target, t.tableoid as part,
           ${hashes('new', { image: imageOf(stagedImage(table, 's')), exists: 's.ctid is not null' })},
           ${hashes('old', { image: imageOf(targetImage(table, 't')), exists: 't.ctid is not null' })}
           ${notedValues(table)}
    from ${table.staging} as s ${table.read === 'full' ? 'full' : 'left'} join ${table.target} as t
      on ${join}
    where s.ctid is null or t.ctid is null
      or ${rowsDiffer(table, { staged: 's', target: 't' })}`
}

function multisetRows(table: StagedTable): string {
  return `
    with ${groupedImages(table)},
    changed as materialized (
      select coalesce(s.image, t.image) as image,
             coalesce(s.rows, 0) as staged_rows, coalesce(t.rows, 0) as target_rows
      from grouped_staging as s full join grouped_target as t on t.image = s.image
      where s.rows is distinct from t.rows
    ),
    noted as (select at as staged, null::tid as target, null::oid as part,
           ${hashes('new', { image: 'image', exists: 'true' })},
           ${hashes('old', { image: 'image', exists: 'false' })}
    from (select i.at, i.image, c.target_rows, row_number() over (partition by i.image) as place
          from images_of_staging as i join changed as c on c.image = i.image
          where c.staged_rows > c.target_rows) as surplus
    where place > target_rows
    union all
    select null::tid, at, part,
           ${hashes('new', { image: 'image', exists: 'false' })},
           ${hashes('old', { image: 'image', exists: 'true' })}
    from (select i.at, i.image, i.part, c.staged_rows, row_number() over (partition by i.image) as place
          from images_of_target as i join changed as c on c.image = i.image
          where c.target_rows > c.staged_rows) as surplus
    where place > staged_rows)
    select c.* ${notedValues(table)}
    from noted as c
    left join ${table.staging} as s on s.ctid = c.staged
    left join ${table.target} as t on t.ctid = c.target and t.tableoid = c.part`
}

function notedValues(table: StagedTable): string {
  return notesValues(table) ? `, ${valueColumns(table).join(', ')}` : ''
}

function hashes(
  which: 'new' | 'old',
  { image, exists }: { readonly image: string; readonly exists: string },
): string {
  const hash = (seed: 0 | 1) => `case when ${exists} then ${imageHash(image, seed)} end`
  return `${hash(0)} as ${which}_first, ${hash(1)} as ${which}_second`
}

/** Names the temporary table that notes the changed rows of a table. */
export function changesRelation({ table }: StagedTable): string {
  return `changes_${createHash('sha256').update(table.name).digest('hex').slice(0, 16)}`
}

/** Counts what is noted. */
export async function countChangedRows(
  client: ClientBase,
  changes: string,
): Promise<{ readonly inserted: number; readonly updated: number; readonly deleted: number }> {
  const { rows } = await client.query<{ inserted: string; updated: string; deleted: string }>(
    `select count(*) filter (where target is null) as inserted,
            count(*) filter (where target is not null and staged is not null) as updated,
            count(*) filter (where staged is null) as deleted
     from ${quoteIdentifier(changes)}`,
  )
  const [row] = rows
  return {
    inserted: Number(row?.inserted),
    updated: Number(row?.updated),
    deleted: Number(row?.deleted),
  }
}

/** The images of what is noted as digests: of the rows that come, and of those that go. */
export async function sumChangedImages(
  client: ClientBase,
  changes: string,
): Promise<{ readonly added: DigestRow; readonly removed: DigestRow }> {
  const sum = (column: string) => `coalesce(sum(${column}), 0)::text as ${column}`
  const columns = ['new_first', 'new_second', 'old_first', 'old_second']
  const { rows } = await client.query<Record<string, string>>(
    `select ${columns.map(sum).join(', ')} from ${quoteIdentifier(changes)}`,
  )
  const [row = {}] = rows
  const half = (which: 'new' | 'old'): DigestRow => ({
    first_sum: row[`${which}_first`] ?? '0',
    second_sum: row[`${which}_second`] ?? '0',
  })
  return { added: half('new'), removed: half('old') }
}

/** Sums up what is noted, in whatever order it is: the sums tell one delta from another. */
export async function sumChangedRows(client: ClientBase, changes: string): Promise<DigestRow> {
  const change = `concat_ws(',', 'new', new_first, new_second, 'old', old_first, old_second)`
  const { rows } = await client.query<DigestRow>(
    `select coalesce(sum(hashtextextended(${change}, 0)), 0)::text as first_sum,
            coalesce(sum(hashtextextended(${change}, 1)), 0)::text as second_sum
     from ${quoteIdentifier(changes)}`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('An aggregate without groups gives one row')
  return row
}
