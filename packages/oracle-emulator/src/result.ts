import type { Image } from './images/encode-value.ts'
import type { OracleType } from './images/oracle-type.ts'

export interface ResultColumn {
  readonly name: string
  readonly type: OracleType
  readonly isNullable: boolean
  /** No asterisk stands for it. */
  readonly isHidden?: boolean
}

export type Row = readonly Image[]

/** A query's answer. `rows` gives batches; whoever stops early calls its `return`. */
export interface QueryResult {
  readonly columns: readonly ResultColumn[]
  readonly rows: AsyncIterator<readonly Row[], undefined>
}

/** A value that a client binds, in the order in which the statement names it. */
export interface Bind {
  readonly type: OracleType
  readonly image: Image
}
