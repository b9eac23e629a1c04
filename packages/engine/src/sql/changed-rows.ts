import type { DigestRow } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { stagedValue, stagedValues, targetValues, type StagedTable } from '../staged-table.ts'
import { groupedLines } from './count-changes.ts'
import { quoteIdentifier } from './quote-identifier.ts'

/**
 * Notes where the changed rows are: `staged` alone is inserted, both are updated, `target` alone
 * is deleted; `part` is the partition in which `target` is a position. The hashes are those that
 * digests are made of, of the row as it is and as it is to be. A temporary table that goes with the
 * transaction; positions hold as long as the target is locked.
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
  const staged = `row(${stagedValues(table, 's')})`
  const target = `row(${targetValues(table, 't')})`
  return `
    select s.ctid as staged, t.ctid as target, t.tableoid as part,
           ${hashes('new', { line: `${staged}::text`, exists: 's.ctid is not null' })},
           ${hashes('old', { line: `${target}::text`, exists: 't.ctid is not null' })}
    from ${table.staging} as s full join ${table.target} as t on ${join}
    where s.ctid is null or t.ctid is null or ${staged}::record *<> ${target}::record`
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
    select at as staged, null::tid as target, null::oid as part,
           ${hashes('new', { line: 'line', exists: 'true' })},
           ${hashes('old', { line: 'line', exists: 'false' })}
    from (select l.at, l.line, c.target_rows, row_number() over (partition by l.line) as place
          from lines_of_staging as l join changed as c on c.line = l.line
          where c.staged_rows > c.target_rows) as surplus
    where place > target_rows
    union all
    select null::tid, at, part,
           ${hashes('new', { line: 'line', exists: 'false' })},
           ${hashes('old', { line: 'line', exists: 'true' })}
    from (select l.at, l.line, l.part, c.staged_rows, row_number() over (partition by l.line) as place
          from lines_of_target as l join changed as c on c.line = l.line
          where c.target_rows > c.staged_rows) as surplus
    where place > staged_rows`
}

function hashes(
  which: 'new' | 'old',
  { line, exists }: { readonly line: string; readonly exists: string },
): string {
  const hash = (seed: number) => `case when ${exists} then hashtextextended(${line}, ${seed}) end`
  return `${hash(0)} as ${which}_first, ${hash(1)} as ${which}_second`
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
