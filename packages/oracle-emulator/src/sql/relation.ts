import type { ResultColumn, Row } from '../result.ts'
import type { Query } from './syntax.ts'

/** What is read of a relation: places of its columns, or the addresses of its rows. */
export type ReadColumn = number | 'rowid'

export interface ReadOptions {
  readonly columns: readonly ReadColumn[]
  /** Of PostgreSQL's, over the stored columns. */
  readonly where?: string
  readonly orderBy?: string
  readonly limit?: bigint
}

/** What a name after FROM stands for. */
export type Relation =
  | {
      readonly kind: 'table'
      readonly columns: readonly ResultColumn[]
      /** How a column is called where it is stored. */
      storedColumn(index: number): string
      read(options: ReadOptions): AsyncIterable<readonly Row[]>
    }
  | {
      readonly kind: 'rows'
      readonly columns: readonly ResultColumn[]
      readonly rows: readonly Row[]
    }
  /** Its query, and what finds relations for it, by the rights of its owner. */
  | { readonly kind: 'view'; readonly query: Query; readonly catalog: Catalog }

/** Finds relations for a statement. */
export interface Catalog {
  /**
   * Throws ORA-00942 for what there is not, or what the user may not know of, and of a snapshot
   * ORA-01031, 01466, 01555 and 08181.
   */
  find(path: readonly string[], scn: bigint | undefined, at: number): Promise<Relation>
}
