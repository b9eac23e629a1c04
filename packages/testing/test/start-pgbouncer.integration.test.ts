import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import {
  createTestDatabase,
  startPgbouncer,
  type Pgbouncer,
  type TestDatabase,
} from '@aaps-data/testing'

describe('startPgbouncer', () => {
  let database: TestDatabase
  let pgbouncer: Pgbouncer

  beforeAll(async () => {
    database = await createTestDatabase()
    pgbouncer = await startPgbouncer({
      upstreamUrl: database.url,
      poolMode: 'transaction',
      poolSize: 1,
    })
  })

  afterAll(async () => {
    await pgbouncer.stop()
    await database.drop()
  })

  it('shares one server session between clients from transaction to transaction', async () => {
    const clients = [1, 2].map(() => new pg.Client({ connectionString: pgbouncer.url }))
    const pids: unknown[] = []
    for (const client of clients) {
      await client.connect()
      pids.push((await client.query('select pg_backend_pid() as pid')).rows)
    }
    expect(pids[0]).toEqual(pids[1])
    await Promise.all(clients.map((client) => client.end()))
  })

  it('refuses a start-up option that it does not know', async () => {
    const client = new pg.Client({ connectionString: pgbouncer.url, options: '-c jit=off' })
    client.on('error', () => undefined)
    await expect(client.connect()).rejects.toThrow('unsupported startup parameter')
  })
})
