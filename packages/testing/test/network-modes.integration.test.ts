import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { createFaultProxy, createTestDatabase, waitFor } from '@aaps-data/testing'
import type { FaultProxy, TestDatabase } from '@aaps-data/testing'

describe('a network that', () => {
  let database: TestDatabase
  let proxy: FaultProxy
  const clients: pg.Client[] = []

  beforeEach(async () => {
    database = await createTestDatabase()
    await database.pool.query('create table marks (id integer primary key)')
    proxy = await createFaultProxy({ upstreamUrl: database.url })
  })
  afterEach(async () => {
    await proxy.stop()
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)))
    await database.drop()
  })

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: proxy.url })
    client.on('error', () => undefined)
    clients.push(client)
    await client.connect()
    return client
  }
  const mark = (client: pg.Client, id: number) =>
    client.query('insert into marks values ($1)', [id])
  const isMarked = async (id: number) =>
    (await database.pool.query('select from marks where id = $1', [id])).rowCount === 1
  const millisecondsOf = async (work: () => Promise<unknown>) => {
    const beganMs = performance.now()
    await work()
    return performance.now() - beganMs
  }

  it('is slow delays each statement and each answer', async () => {
    const client = await connect()
    await proxy.setNetwork({ kind: 'latency', ms: 100, jitterMs: 20, seed: 7 })
    expect(await millisecondsOf(() => mark(client, 1))).toBeGreaterThanOrEqual(200)
    expect(await isMarked(1)).toBe(true)
  })

  it('is narrow lets so many bytes a second through, all of them', async () => {
    const client = await connect()
    await proxy.setNetwork({ kind: 'rate', bytesPerSecond: 100_000 })
    const read = client.query<{ text: string }>(`select repeat('x', 50000) as text`)
    expect(await millisecondsOf(() => read)).toBeGreaterThanOrEqual(450)
    expect((await read).rows[0]?.text).toHaveLength(50_000)
  })

  it('went dead keeps everything until it is back', async () => {
    const client = await connect()
    await proxy.setNetwork({ kind: 'black-hole' })
    const marking = mark(client, 1)
    const connecting = connect()
    await mark(await directClient(), 2)
    expect(await isMarked(1)).toBe(false)

    await proxy.setNetwork({ kind: 'pass' })
    await Promise.all([marking, connecting])
    expect(await isMarked(1)).toBe(true)
  })

  it('brings questions and no answers has them carried out all the same', async () => {
    const client = await connect()
    await proxy.setNetwork({ kind: 'half-open', passes: 'up' })
    let isAnswered = false
    const marking = mark(client, 1).then(() => (isAnswered = true))
    await waitFor(() => isMarked(1), { what: 'the mark' })
    expect(isAnswered).toBe(false)

    await proxy.setNetwork({ kind: 'pass' })
    await marking
  })

  it('brings answers and no questions', async () => {
    const client = await connect()
    await proxy.setNetwork({ kind: 'half-open', passes: 'down' })
    const marking = mark(client, 1)
    await mark(await directClient(), 2)
    expect(await isMarked(1)).toBe(false)

    await proxy.setNetwork({ kind: 'pass' })
    await marking
  })

  it('breaks after some bytes ends the connection there, and the next one as well', async () => {
    const client = await connect()
    await proxy.setNetwork({ kind: 'cut-after', bytes: 2_000 })
    await expect(client.query(`select repeat('x', 50000)`)).rejects.toThrow()

    const next = await connect()
    await mark(next, 1)
    await expect(next.query(`select repeat('x', 50000)`)).rejects.toThrow()
    expect(await isMarked(1)).toBe(true)
  })

  it('resets every connection, and takes none until it is well', async () => {
    const client = await connect()
    await proxy.setNetwork({ kind: 'reset' })
    await expect(mark(client, 1)).rejects.toThrow()
    await expect(connect()).rejects.toMatchObject({ code: 'ECONNRESET' })

    await proxy.setNetwork({ kind: 'pass' })
    await mark(await connect(), 2)
  })

  it('refuses connections, and listens at the same port again when it is well', async () => {
    await proxy.setNetwork({ kind: 'refuse' })
    await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' })

    await proxy.setNetwork({ kind: 'pass' })
    await mark(await connect(), 1)
  })

  async function directClient(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: database.url })
    client.on('error', () => undefined)
    clients.push(client)
    await client.connect()
    return client
  }
})
