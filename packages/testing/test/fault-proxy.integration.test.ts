import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import {
  createFaultProxy,
  createTestDatabase,
  spawnNode,
  type FaultMoment,
  type FaultProxy,
  type TestDatabase,
} from '@aaps-data/testing'

describe('createFaultProxy', () => {
  let database: TestDatabase
  let proxy: FaultProxy

  beforeEach(async () => {
    database = await createTestDatabase()
    await database.pool.query('create table marks (id integer primary key)')
    proxy = await createFaultProxy({ upstreamUrl: database.url })
  })

  afterEach(async () => {
    await proxy.stop()
    await database.drop()
  })

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: proxy.url })
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const marks = async (): Promise<number[]> => {
    const { rows } = await database.pool.query<{ id: number }>('select id from marks order by id')
    return rows.map(({ id }) => id)
  }

  it('passes statements, parameters and large results unchanged', async () => {
    const client = await connect()
    const { rows } = await client.query<{ text: string }>('select repeat($1, 300000) as text', [
      'añ',
    ])
    expect(rows[0]?.text).toBe('añ'.repeat(300_000))
    await client.end()
  })

  it('holds a statement back until the action has ended', async () => {
    const client = await connect()
    let seenByAction: number[] | undefined
    proxy.onStatement(/^insert into marks/, async () => {
      seenByAction = await marks()
    })
    await client.query('insert into marks values ($1)', [1])
    expect(seenByAction).toEqual([])
    expect(await marks()).toEqual([1])
    await client.end()
  })

  it('acts on the nth statement that matches, and once', async () => {
    const client = await connect()
    const seen: string[] = []
    proxy.onStatement(/insert/, (statement) => void seen.push(statement), { nth: 2 })
    for (const id of [1, 2, 3]) await client.query(`insert into marks values (${id})`)
    expect(seen).toEqual(['insert into marks values (2)'])
    await client.end()
  })

  it('tells of every statement, also of those that a rule then stops', async () => {
    const client = await connect()
    const seen: string[] = []
    proxy.onEveryStatement((statement) => seen.push(statement))
    proxy.onStatement(/^insert/, () => 'fail')
    await client.query('begin')
    await expect(client.query('insert into marks values ($1)', [1])).rejects.toThrow()
    await client.query('rollback')
    expect(seen).toEqual(['begin', 'insert into marks values ($1)', 'rollback'])
    await client.end()
  })

  it.each([
    ['without parameters', 'insert into marks values (2)', []],
    ['with parameters', 'insert into marks values ($1)', [2]],
    ['that commits', 'commit', []],
  ])(
    'makes the server refuse a statement %s, and lets the next pass',
    async (_what, sql, values) => {
      const client = await connect()
      await client.query('begin')
      await client.query('insert into marks values (1)')
      proxy.onStatement(/^(insert|commit)/, () => 'fail')
      await expect(client.query(sql, values)).rejects.toMatchObject({ code: '42883' })
      await client.query('rollback')
      await client.query('insert into marks values (3)')
      expect(await marks()).toEqual([3])
      await client.end()
    },
  )

  it.each<{ moment: FaultMoment; after: number[] }>([
    { moment: 'before', after: [] },
    { moment: 'answered', after: [1] },
  ])(
    'leaves $after when a process is killed with its commit at "$moment"',
    async ({ moment, after }) => {
      const victim = spawnNode({
        file: join(__dirname, 'fixtures', 'run-statements.js'),
        args: ['begin', 'insert into marks values (1)', 'commit'],
        env: { DATABASE: proxy.url },
      })
      await proxy.killWhen(/^commit/, victim.process, { moment })
      await victim.kill()
      expect(victim.process.signalCode).toBe('SIGKILL')
      expect(victim.lines).toEqual(['did begin', 'did insert into marks values (1)'])
      // The server rolls back as soon as it notices that its client is gone.
      await database.pool.query('begin; lock table marks in share mode; commit')
      expect(await marks()).toEqual(after)
    },
  )

  it('lets nothing through while it is paused', async () => {
    const client = await connect()
    proxy.pause()
    let isAnswered = false
    const answer = client.query('insert into marks values (1)').then(() => (isAnswered = true))
    // A round trip on another connection: the paused statement had the time of it.
    expect(await marks()).toEqual([])
    expect(isAnswered).toBe(false)
    proxy.resume()
    await answer
    expect(await marks()).toEqual([1])
    await client.end()
  })

  it('resets the connections when it cuts, and takes new ones', async () => {
    const client = await connect()
    const answer = client.query('select pg_sleep(20)')
    proxy.cut()
    await expect(answer).rejects.toThrow(/ECONNRESET|terminated/)
    await (await connect()).end()
  })
})
