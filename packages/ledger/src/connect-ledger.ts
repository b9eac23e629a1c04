import { knex, type Knex } from 'knex'

const ignore = (): void => undefined

/**
 * A pool of connections to the database that holds the ledger. Sessions are in UTC, give up on a
 * statement after `statementTimeoutMs`, and are noticed by the server when this process dies.
 * `destroy()` closes them.
 */
export function connectLedger({
  url,
  applicationName,
  poolSize = 4,
  statementTimeoutMs = 30_000,
}: {
  readonly url: string
  readonly applicationName: string
  readonly poolSize?: number
  readonly statementTimeoutMs?: number
}): Knex {
  return knex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: applicationName,
      connectionTimeoutMillis: 8_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: statementTimeoutMs,
      options: '-c timezone=UTC -c datestyle=ISO -c client_connection_check_interval=2s',
    },
    pool: { min: 0, max: poolSize, idleTimeoutMillis: 30_000 },
    acquireConnectionTimeout: 10_000,
    // Knex writes to the console by itself; whoever asked hears of the failure anyway.
    log: { warn: ignore, error: ignore, deprecate: ignore, debug: ignore },
  })
}
