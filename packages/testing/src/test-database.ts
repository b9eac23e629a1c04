import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { testServerUrls } from './test-server-urls.ts'

export interface TestDatabase {
  readonly name: string
  readonly url: string
  readonly pool: pg.Pool
  /** Ends the pool, disconnects everybody and drops the database. Safe to repeat. */
  drop(): Promise<void>
}

/** The comment that says that a database is ours and may be dropped. */
export const testDatabaseMark = 'aaps-data-sync: made by a test, may be dropped'

/**
 * Creates an empty database with a unique name, or a copy of `template` (a database name to which
 * nobody is connected), on the test server unless told. `poolSize` bounds the connections of `pool`.
 */
export async function createTestDatabase({
  template = 'template1',
  poolSize = 8,
  serverUrl = testServerUrls().databaseUrl,
}: { template?: string; poolSize?: number; serverUrl?: string } = {}): Promise<TestDatabase> {
  const name = `aaps_test_${randomBytes(6).toString('hex')}`
  const quotedName = pg.escapeIdentifier(name)
  await onServer(serverUrl, [
    `create database ${quotedName} template ${pg.escapeIdentifier(template)}`,
    `comment on database ${quotedName} is ${pg.escapeLiteral(testDatabaseMark)}`,
  ])

  const url = databaseUrl(serverUrl, name)
  const pool = new pg.Pool({ connectionString: url, max: poolSize })
  // A test that kills its own sessions must not end jest through an idle client.
  pool.on('error', () => undefined)
  let dropped: Promise<void> | undefined
  return {
    name,
    url,
    pool,
    drop: () =>
      (dropped ??= pool
        .end()
        .then(() => onServer(serverUrl, [`drop database if exists ${quotedName} with (force)`]))),
  }
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function onServer(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
