import { knex, type Knex } from 'knex'

/** How many tables are staged at the same time. */
export const mostReaders = 2

/** One for each table that is staged at the same time, and one to cancel or to ask. */
export const connectionsPerRun = mostReaders + 1

/**
 * A pool of connections to the target. The server notices within a second when this process dies
 * in the middle of a statement, and its locks go. `destroy()` closes them. A run uses at most
 * `connectionsPerRun`.
 */
export function createTargetDatabase({
  url,
  poolSize = connectionsPerRun + 1,
  connectTimeoutMs = 8_000,
}: {
  readonly url: string
  readonly poolSize?: number
  readonly connectTimeoutMs?: number
}): Knex {
  return knex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: 'aaps-sync',
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    },
    pool: { min: 0, max: poolSize, idleTimeoutMillis: 30_000 },
    acquireConnectionTimeout: connectTimeoutMs + 2_000,
    // knex would print failures as well as throw them.
    log: silent,
  })
}

const ignore = () => undefined
const silent = { warn: ignore, error: ignore, debug: ignore, deprecate: ignore }
