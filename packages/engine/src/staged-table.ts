import type { Table } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import { columnList, quoteIdentifier } from './sql/quote-identifier.ts'

export interface StagedColumn {
  /** The target's name. */
  readonly name: string
  readonly stagedType: string
  readonly targetType: string
}

/** A table whose rows of one snapshot are in the target's staging schema. */
export interface StagedTable {
  readonly table: Table
  /** Staging and target relation, qualified and quoted. */
  readonly staging: string
  readonly target: string
  readonly columns: readonly StagedColumn[]
  /** How many rows were staged. What is found in staging later must be this many. */
  readonly rows: number
}

/** Names the columns of a row of the target's types, taken from staging. */
export function stagedValues({ columns }: StagedTable, alias: string): string {
  return columns.map((column) => stagedValue(column, alias)).join(', ')
}

/** One value of a staged row, in the target's type. */
export function stagedValue(column: StagedColumn, alias: string): string {
  const value = `${alias}.${quoteIdentifier(column.name)}`
  return column.stagedType === column.targetType ? value : `${value}::${column.targetType}`
}

/** Names the same columns of a row of the target. */
export function targetValues({ columns }: StagedTable, alias: string): string {
  return columnList(
    columns.map((column) => column.name),
    alias,
  )
}

/**
 * Throws `STAGING_INCOMPLETE` unless as many rows are found as were staged: staging is unlogged,
 * so a crash of the server empties it, and an empty staging must never empty the target.
 */
export function requireStagedRows({ table, rows }: StagedTable, found: number): void {
  if (found === rows) return
  throw new SyncError('STAGING_INCOMPLETE', { table: table.name, staged: rows, found })
}
