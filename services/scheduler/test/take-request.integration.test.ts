import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { DeliveryProperties } from '@aaps-data/amqp'
import { loadCatalog } from '@aaps-data/catalog'
import { syncRequestType, type SyncRequest } from '@aaps-data/contracts'
import { connectLedger, migrateLedger, requestKeyOf, runIdOf } from '@aaps-data/ledger'
import { createLogger } from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import type { Knex } from 'knex'
import type { IntakeContext } from '../src/intake.ts'
import { takeRequest } from '../src/take-request.ts'
import { tellRejected } from '../src/tell-rejected.ts'

const noProperties: DeliveryProperties = {
  userId: undefined,
  messageId: undefined,
  replyTo: undefined,
  correlationId: undefined,
  redelivered: false,
  headers: {},
}

describe('takeRequest', () => {
  const catalog = loadCatalog(datasetsDirectory)
  let database: TestDatabase
  let ledger: Knex
  let context: IntakeContext

  beforeAll(async () => {
    database = await createTestDatabase()
    ledger = connectLedger({ url: database.url, applicationName: 'test' })
    await migrateLedger(ledger)
    context = {
      ledger,
      catalog: () => catalog,
      writer: 'scheduler-1',
      monitorUser: 'sync-monitor',
      requestsPerMinute: 20,
      wakeRelay: () => undefined,
      log: createLogger({ service: 'scheduler', level: 'silent', instance: 'test' }),
    }
  })
  afterAll(async () => {
    await ledger.destroy()
    await database.drop()
  })

  const request = (id: string, data: Partial<SyncRequest['data']> = {}): SyncRequest => ({
    specversion: '1.0',
    id,
    source: '/padron',
    type: syncRequestType,
    data: { dataset: 'registro', ...data },
  })
  const take = (body: SyncRequest, userId?: string, properties: Partial<DeliveryProperties> = {}) =>
    takeRequest(context, {
      body,
      properties: { ...noProperties, userId, ...properties },
    })
  const runs = async () => {
    const { rows } = await ledger.raw<{ rows: Record<string, unknown>[] }>(
      'select request_key, requested_by, origin, class, note, attempts_left from sync.runs order by requested_at',
    )
    return rows
  }

  it('makes a run of a request, once, in the name of its publisher', async () => {
    expect(await take(request('1', { requestedBy: 'ana' }), 'padron')).toBe('ack')
    expect(await take(request('1', { requestedBy: 'ana' }), 'padron')).toBe('ack')

    expect(await runs()).toEqual([
      {
        request_key: 'req:padron:1',
        requested_by: 'padron',
        origin: 'service',
        class: 'interactive',
        note: null,
        attempts_left: catalog.get('registro')?.retry.maxAttempts,
      },
    ])
  })

  it('believes only the monitor about which person asked', async () => {
    await take(request('2', { requestedBy: 'ana', note: 'tras la carga' }), 'sync-monitor')

    expect((await runs()).at(-1)).toMatchObject({
      requested_by: 'ana',
      origin: 'page',
      note: 'tras la carga',
    })
  })

  it('keeps a request for an unknown dataset as a run that failed, where its publisher sees why', async () => {
    expect(await take(request('4', { dataset: 'catastro' }), 'padron')).toBe('ack')
    expect(await take(request('4', { dataset: 'catastro' }), 'padron')).toBe('ack')

    const { rows } = await ledger.raw<{ rows: Record<string, unknown>[] }>(
      `select state, error ->> 'code' as code, requested_by from sync.runs where dataset = 'catastro'`,
    )
    expect(rows).toEqual([{ state: 'failed', code: 'DATASET_UNKNOWN', requested_by: 'padron' }])
  })

  it('does not acknowledge while the ledger is away, so the request comes again', async () => {
    const away = connectLedger({
      url: 'postgres://nobody@127.0.0.1:1/nothing',
      applicationName: 'test',
    })
    const taken = takeRequest(
      { ...context, ledger: away },
      {
        body: request('5'),
        properties: { ...noProperties, userId: 'padron', redelivered: true },
      },
    )

    await expect(taken).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
      disposition: 'retry',
    })
    await away.destroy()
  })

  it('refuses what can never become a run, by its own code', async () => {
    await expect(take(request('3'))).rejects.toMatchObject({ code: 'REQUEST_UNIDENTIFIED' })
    await expect(take(request('1', { note: 'something else' }), 'padron')).rejects.toMatchObject({
      code: 'REQUEST_KEY_REUSED',
    })
    expect(await runs()).toHaveLength(3)
  })

  const replies = async () => {
    const { rows } = await ledger.raw<{ rows: { routing_key: string; data: unknown }[] }>(
      `delete from sync.outbox where exchange = 'sync.replies'
       returning routing_key, body -> 'data' as data`,
    )
    return rows
  }

  it('tells who wants to hear that it is accepted, each time, and what it knows the request by', async () => {
    await take(request('6'), 'padron', { replyTo: 'cola' })
    await take(request('6'), 'padron', { replyTo: 'cola' })
    await take(request('7'), 'padron', { replyTo: 'cola', correlationId: 'c-7' })

    const accepted = {
      answer: 'accepted',
      dataset: 'registro',
      runId: runIdOf(requestKeyOf('padron', '6')),
      requestId: '6',
    }
    expect(await replies()).toEqual([
      { routing_key: 'reply.padron.cola', data: accepted },
      { routing_key: 'reply.padron.cola', data: accepted },
      {
        routing_key: 'reply.padron.cola',
        data: {
          ...accepted,
          runId: runIdOf(requestKeyOf('padron', '7')),
          requestId: 'c-7',
        },
      },
    ])
  })

  it.each(['amq.gen-1', 'a b', '#', 'x'.repeat(65), ''])(
    'answers nobody under %p, which is no word',
    async (replyTo) => {
      await take(request(`word-${replyTo}`), 'padron', { replyTo })
      expect(await replies()).toEqual([])
    },
  )

  it('keeps the tables, the mode and the run that is repeated', async () => {
    const runId = runIdOf(requestKeyOf('padron', '1'))
    await ledger.raw(`update sync.runs set state = 'succeeded', finished_at = now() where id = ?`, [
      runId,
    ])
    await take(request('8', { tables: ['epsa'], mode: 'full', retryOf: runId }), 'padron')

    const { rows } = await ledger.raw<{ rows: unknown[] }>(
      'select tables, mode, retry_of from sync.runs where request_key = ?',
      [requestKeyOf('padron', '8')],
    )
    expect(rows).toEqual([{ tables: ['epsa'], mode: 'full', retry_of: runId }])
  })

  it.each([
    ['a dataset that nobody defined', { dataset: 'nada' }, 'DATASET_UNKNOWN'],
    ['a table that the dataset has not', { tables: ['epsa', 'nada'] }, 'TABLE_UNKNOWN'],
    [
      'a repeat of a run that the ledger has not',
      { retryOf: '00000000-0000-5000-8000-000000000000' },
      'RETRY_IMPOSSIBLE',
    ],
    [
      'a repeat of a run that has not ended',
      { retryOf: runIdOf(requestKeyOf('padron', '6')) },
      'RETRY_IMPOSSIBLE',
    ],
    [
      'a repeat of a run of another dataset',
      { dataset: 'seguimiento', retryOf: runIdOf(requestKeyOf('padron', '1')) },
      'RETRY_IMPOSSIBLE',
    ],
  ])('refuses %s as a run that has failed, and says so', async (what, data, code) => {
    expect(await take(request(what, data), 'padron', { replyTo: 'cola' })).toBe('ack')

    const runId = runIdOf(requestKeyOf('padron', what))
    const { rows } = await ledger.raw<{ rows: unknown[] }>(
      `select state, error ->> 'code' as code from sync.runs where id = ?`,
      [runId],
    )
    expect(rows).toEqual([{ state: 'failed', code }])
    expect(await replies()).toMatchObject([
      { data: { answer: 'rejected', runId, code, reason: expect.any(String) } },
    ])
  })

  it('gives a run the deadline of its dataset', async () => {
    const [registro] = [catalog.get('registro')].flatMap((dataset) => dataset ?? [])
    if (registro === undefined) throw new Error('No dataset registro')
    const hasty = { ...registro, retry: { ...registro.retry, deadlineMinutes: 30 } }
    await takeRequest(
      { ...context, catalog: () => new Map([['registro', hasty]]) },
      { body: request('9'), properties: { ...noProperties, userId: 'padron' } },
    )

    const { rows } = await ledger.raw<{ rows: unknown[] }>(
      `select extract(epoch from deadline_at - requested_at)::int as s
       from sync.runs where request_key = ?`,
      [requestKeyOf('padron', '9')],
    )
    expect(rows).toEqual([{ s: 1_800 }])
  })

  it('takes no more new ones of a publisher than it may ask for, and all of the monitor', async () => {
    const few = { ...context, requestsPerMinute: 2 }
    const ask = (id: string, userId: string) =>
      takeRequest(few, { body: request(id), properties: { ...noProperties, userId } })
    await ask('a', 'hasty')
    await ask('b', 'hasty')
    await expect(ask('c', 'hasty')).rejects.toMatchObject({ code: 'REQUEST_TOO_OFTEN' })
    await ask('a', 'hasty')
    for (const id of ['a', 'b', 'c', 'd']) await ask(id, 'sync-monitor')

    const { rows } = await ledger.raw<{ rows: { keys: string[] }[] }>(
      `select array_agg(request_key order by request_key) as keys from sync.runs
       where request_key like 'req:hasty:%' or request_key ~ '^req:sync-monitor:[a-d]$'`,
    )
    expect(rows[0]?.keys).toEqual([
      ...['req:hasty:a', 'req:hasty:b'],
      ...['a', 'b', 'c', 'd'].map((id) => `req:sync-monitor:${id}`),
    ])
  })

  it('tells who wants to hear why a request is parked', async () => {
    const properties = { ...noProperties, userId: 'padron', replyTo: 'cola', messageId: 'm-1' }
    await tellRejected(context, { code: 'MESSAGE_INVALID', reason: 'is not JSON' }, properties)
    expect(await replies()).toEqual([
      {
        routing_key: 'reply.padron.cola',
        data: {
          requestId: 'm-1',
          answer: 'rejected',
          code: 'MESSAGE_INVALID',
          reason: 'is not JSON',
        },
      },
    ])
    await tellRejected(
      context,
      { code: 'MESSAGE_INVALID', reason: 'is not JSON' },
      { ...properties, userId: undefined },
    )
    expect(await replies()).toEqual([])
  })

  it('takes what the monitor sends again for a request of who has sent it first', async () => {
    const again = { headers: { 'x-replayed-user-id': 'padron' } }
    await take(request('10', { requestedBy: 'ana' }), 'sync-monitor', again)
    await take(request('11', { requestedBy: 'ana' }), 'impostor', again)

    const { rows } = await ledger.raw<{ rows: unknown[] }>(
      `select request_key, requested_by, origin from sync.runs
       where request_key ~ ':1[01]$' order by request_key`,
    )
    expect(rows).toEqual([
      { request_key: 'req:impostor:11', requested_by: 'impostor', origin: 'service' },
      { request_key: 'req:padron:10', requested_by: 'padron', origin: 'service' },
    ])
  })
})
