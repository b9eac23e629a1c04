import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createFaultProxy, createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import type { Knex } from 'knex'
import pg from 'pg'
import { cutConnection, withinLimit } from '../src/connection/cut-connection.ts'
import { beginOn, withClient } from '../src/connection/pool-client.ts'
import { createTargetDatabase } from '../src/index.ts'

// What the engine relies on without types: knex gives and takes back the driver's own client.
describe('withClient', () => {
  let database: TestDatabase
  let target: Knex
  beforeAll(async () => {
    database = await createTestDatabase()
    target = createTargetDatabase({ url: database.url, poolSize: 1, connectTimeoutMs: 2_000 })
  })
  afterAll(async () => {
    await target.destroy()
    await database.drop()
  })

  const pidOf = async (client: pg.ClientBase) =>
    (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid

  it('lends a client of the driver and takes it back, also after a failure', async () => {
    const first = await withClient(target, async (client) => {
      expect(client).toBeInstanceOf(pg.Client)
      return pidOf(client)
    })
    await expect(withClient(target, (client) => client.query('select 1 / 0'))).rejects.toThrow(
      'division by zero',
    )
    expect(await withClient(target, pidOf)).toBe(first)
  })

  it('lends a transaction its own client, on which knex and the driver see the same', async () => {
    await withClient(target, async (client) => {
      const transaction = await beginOn(target, client)
      await client.query('create temporary table seen on commit drop as select 1 as one')
      expect(await transaction.select('one').from('seen')).toEqual([{ one: 1 }])
      expect(await withClient(transaction, pidOf)).toBe(await pidOf(client))
      await transaction.rollback()
      await expect(client.query('select from seen')).rejects.toThrow('does not exist')
    })
  })

  it('gives no transaction when the server refuses to begin one', async () => {
    const proxy = await createFaultProxy({ upstreamUrl: database.url })
    const refused = createTargetDatabase({ url: proxy.url })
    proxy.onStatement(/^begin/i, () => 'fail')
    const begun = withClient(refused, (client) => beginOn(refused, client))
    await expect(begun).rejects.toMatchObject({ code: '42883' })
    await refused.destroy()
    await proxy.stop()
  })

  it('opens another connection in place of one that was cut', async () => {
    const cut = await withClient(target, async (client) => {
      const pid = await pidOf(client)
      cutConnection(client)
      return pid
    })
    expect(await withClient(target, pidOf)).not.toBe(cut)
  })

  it('cuts a connection on which the work takes too long', async () => {
    const slow = withClient(target, (client) =>
      withinLimit(client, 100, () => client.query('select pg_sleep(60)')),
    )
    await expect(slow).rejects.toThrow('Connection terminated')
    expect(await withClient(target, pidOf)).toEqual(expect.any(Number))
  })
})
