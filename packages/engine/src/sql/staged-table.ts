import type { Cleaning, Table } from '@aaps-data/catalog'
import { imageValue, SyncError } from '@aaps-data/contracts'
import type { TableFingerprint } from '@aaps-data/ledger'
import type { RowImages, RowPlaces } from '@aaps-data/sources'
import { cleanedType, cleanedValue } from './cleaned-value.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { valuesDiffer } from './values-differ.ts'

export interface StagedColumn {
  /** The target's name. */
  readonly name: string
  readonly stagedType: string
  readonly targetType: string
  /** The target's type has no binary form, so its values go into images as text. */
  readonly isUnsendable?: boolean
  /** What is done to its texts; undefined where they stay as they are. */
  readonly cleaning?: Cleaning | undefined
  /**
   * A function that casts to the target's type and gives null for what cannot be carried over. Used
   * while rows are checked that a plain cast fails at.
   */
  readonly castBy?: string
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
  /** How many more were read and have been taken out, because they broke a rule. */
  readonly rejected: number
  /** Whether these are all rows of the table, or those that its cursor has moved past. */
  readonly read: 'full' | 'incremental'
  /** Up to where a table with a cursor has been read. */
  readonly cursorBound: string | undefined
  /** Of the source's table, where one was taken. */
  readonly fingerprint: TableFingerprint | undefined
  /** What the images depend on that the fingerprint is made of, where it is made of images. */
  readonly images?: RowImages | undefined
  /** Whether the source itself keeps the key unique and without nulls, and is believed. */
  readonly isKeyKept?: boolean
  /** Where the rows stand in their source, where it says so; staging has the columns of it. */
  readonly places?: RowPlaces | undefined
  /** Whether a derived table is known to have the same rows again while those of the source are. */
  readonly isRepeatable?: boolean | undefined
  /** Whether the fingerprint is another than that of the last run. */
  readonly isKnownToDiffer?: boolean
}

/** Names the columns of a row of the target's types, taken from staging. */
export function stagedValues({ columns }: StagedTable, alias: string): string {
  return columns.map((column) => stagedValue(column, alias)).join(', ')
}

/** One value of a staged row, cleaned and in the target's type. */
export function stagedValue(column: StagedColumn, alias: string): string {
  const value = cleanedValue(column, alias)
  const { castBy, cleaning, targetType } = column
  if (castBy !== undefined) return `${castBy}(${value})`
  if (cleanedType(column) !== targetType) return `(${value})::${targetType}`
  return cleaning === undefined ? value : `(${value})`
}

/**
 * A condition that is true where a staged row and a row of the target differ in a column of
 * the definition.
 */
export function rowsDiffer(
  { columns }: StagedTable,
  { staged, target }: { readonly staged: string; readonly target: string },
): string {
  return valuesDiffer(
    columns.map((column) => ({
      staged: stagedValue(column, staged),
      target: `${target}.${quoteIdentifier(column.name)}`,
      type: column.targetType,
    })),
  )
}

/** A condition that is true where a staged row and a row of the target have one key. */
export function keysMeet(
  { columns, table }: StagedTable,
  { staged, target }: { readonly staged: string; readonly target: string },
): string {
  return columns
    .filter(({ name }) => table.key.includes(name))
    .map((column) => `${target}.${quoteIdentifier(column.name)} = ${stagedValue(column, staged)}`)
    .join(' and ')
}

/** The values of a staged row as they go into its image. */
export function stagedImage({ columns }: StagedTable, alias: string): readonly string[] {
  return columns.map((column) => imageValue(stagedValue(column, alias), imageType(column)))
}

/** A table of the target, as far as its digest goes. */
export interface DigestedTarget {
  /** Qualified and quoted. */
  readonly target: string
  readonly columns: readonly Pick<StagedColumn, 'name' | 'targetType' | 'isUnsendable'>[]
}

/** The values of the same row of the target as they go into its image. */
export function targetImage({ columns }: DigestedTarget, alias: string): readonly string[] {
  return columns.map((column) =>
    imageValue(`${alias}.${quoteIdentifier(column.name)}`, imageType(column)),
  )
}

function imageType({
  targetType,
  isUnsendable = false,
}: Pick<StagedColumn, 'targetType' | 'isUnsendable'>): string | undefined {
  return isUnsendable ? undefined : targetType
}

/**
 * Throws `STAGING_INCOMPLETE` unless as many rows are found as were staged: staging is unlogged,
 * so a crash of the server empties it, and an empty staging must never empty the target.
 */
export function requireStagedRows({ table, rows }: StagedTable, found: number): void {
  if (found === rows) return
  throw new SyncError('STAGING_INCOMPLETE', { table: table.name, staged: rows, found })
}
