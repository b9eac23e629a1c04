import type { OracleType } from '../images/oracle-type.ts'

/** A column as it is declared. */
export interface ColumnDefinition {
  readonly name: string
  /** In Oracle's words, such as `NUMBER(10,2)` or `TIMESTAMP(9) WITH TIME ZONE`. */
  readonly type: string
  /** True unless it is said. */
  readonly nullable?: boolean
  /** Left out of ALL_TAB_COLUMNS and of an asterisk, and still there to be asked for. */
  readonly isHidden?: boolean
  readonly isVirtual?: boolean
  /** As ALL_TAB_COLUMNS tells it. */
  readonly defaultText?: string
}

export interface KeyDefinition {
  readonly name?: string
  readonly columns: readonly string[]
}

export interface ForeignKeyDefinition extends KeyDefinition {
  readonly references: { readonly owner: string; readonly constraint: string }
}

export interface IndexDefinition extends KeyDefinition {
  readonly isUnique?: boolean
}

/** What of a table is beside its columns. */
export interface TableOptions {
  readonly primaryKey?: readonly string[] | KeyDefinition
  readonly uniqueKeys?: readonly KeyDefinition[]
  readonly foreignKeys?: readonly ForeignKeyDefinition[]
  readonly indexes?: readonly IndexDefinition[]
  /** Of the statistics that the dictionary tells; undefined is NULL, as before they are gathered. */
  readonly statisticsRows?: number
}

export interface Table extends TableOptions {
  readonly kind: 'table'
  readonly columns: readonly ColumnDefinition[]
  /** Counts the tables that there have been: the name of the relation, and the object of its ROWIDs. */
  readonly number: number
}

export interface View {
  readonly kind: 'view'
  readonly text: string
  readonly columns: readonly { readonly name: string; readonly type: OracleType }[]
}

export interface Synonym {
  readonly kind: 'synonym'
  readonly target: { readonly owner: string; readonly name: string }
}

export interface StoredObject {
  readonly owner: string
  readonly name: string
  /** When its definition last changed. */
  readonly changedAt: bigint
  readonly definition: Table | View | Synonym
}

export const storeSchema = 'oracle_emulator'

/** Of PostgreSQL's advisory locks: held while a definition changes. */
export const definitionLock = 1_330_794_561

export function relationName({ number }: Table): string {
  return `${storeSchema}.t${number}`
}

export function storedColumn(index: number): string {
  return `c${index + 1}`
}
