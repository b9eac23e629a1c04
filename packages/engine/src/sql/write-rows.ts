import { readNoted } from './noted-rows.ts'
import { columnList, quoteIdentifier } from './quote-identifier.ts'
import { stagedValues, type StagedColumn, type StagedTable } from './staged-table.ts'

/** Inserts everything that is staged. */
export function insertAll(table: StagedTable): string {
  return `${insertInto(table)}
    select ${stagedValues(table, 's')} from ${table.staging} as s`
}

/** Inserts the staged rows that the target lacks. */
export function insertChanged(changes: string, table: StagedTable): string {
  const noted = readNoted(changes, table)
  return `${insertInto(table)}
    select ${table.columns.map((column) => noted.newValue(column)).join(', ')}
    from ${noted.from} where c.target is null`
}

/** Gives the target's rows that differ their staged values. */
export function updateChanged(changes: string, table: StagedTable): string {
  const noted = readNoted(changes, table)
  const assignments = table.columns
    .filter((column) => !isSteady(column, table))
    .map((column) => `${quoteIdentifier(column.name)} = ${noted.newValue(column)}`)
  return `update ${table.target} as t set ${assignments.join(', ')}
    from ${noted.from}
    where t.ctid = c.target and t.tableoid = c.part and c.staged is not null`
}

/** Deletes the target's rows that are not staged. */
export function deleteChanged(changes: string, table: StagedTable): string {
  return `delete from ${table.target} as t using ${quoteIdentifier(changes)} as c
    where t.ctid = c.target and t.tableoid = c.part and c.staged is null`
}

// A key that is an identity column takes the source's value as well.
function insertInto({ target, columns }: StagedTable): string {
  return `insert into ${target} (${columnList(columns.map(({ name }) => name))})
    overriding system value`
}

// Whole numbers that are equal are the same: such a key needs no new value, and an identity column
// takes none.
function isSteady({ name, targetType }: StagedColumn, { table }: StagedTable): boolean {
  return table.key.includes(name) && /^(smallint|integer|bigint)$/.test(targetType)
}
