import type { SessionLabels } from './protocol/read-piggyback.ts'
import type { Bind, QueryResult } from './result.ts'

export type Answer =
  { readonly kind: 'query'; readonly result: QueryResult } | { readonly kind: 'done' }

/** What stands behind a connection once somebody has logged in. Calls come one after another. */
export interface Session {
  readonly isInTransaction: boolean
  /** Throws `OracleError`. With `describesOnly`, the rows of a query are not asked for. */
  execute(
    sql: string,
    binds: readonly Bind[],
    options: { readonly describesOnly: boolean },
  ): Promise<Answer>
  commit(): Promise<void>
  rollback(): Promise<void>
  setSchema(name: string): void
  label(labels: SessionLabels): void
  /** Interrupts the statement that runs, if one does. */
  cancel(): void
  end(): Promise<void>
}

/** Who wants to log in. */
export interface Login {
  readonly user: string
  readonly service: string
  readonly program: string
  readonly machine: string
  readonly osUser: string
  /** A statement that the client wants to be run at once, usually for its time zone. */
  readonly alterSession: string
}
