import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { loadCatalog } from '@aaps-data/catalog'
import { syncRequestType, type SyncRequest } from '@aaps-data/contracts'
import { connectLedger, migrateLedger } from '@aaps-data/ledger'
import { createLogger } from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import type { Knex } from 'knex'
import { takeRequest, type IntakeContext } from '../src/take-request.ts'

describe('takeRequest', () => {
  let database: TestDatabase
  let ledger: Knex
  let context: IntakeContext

  beforeAll(async () => {
    database = await createTestDatabase()
    ledger = connectLedger({ url: database.url, applicationName: 'test' })
    await migrateLedger(ledger)
    context = {
      ledger,
      catalog: loadCatalog(datasetsDirectory),
      writer: 'scheduler-1',
      monitorUser: 'sync-monitor',
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
  const take = (body: SyncRequest, userId?: string) =>
    takeRequest(context, {
      body,
      properties: { userId, messageId: undefined, redelivered: false, headers: {} },
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
        attempts_left: context.catalog.get('registro')?.retry.maxAttempts,
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
        properties: { userId: 'padron', messageId: undefined, redelivered: true, headers: {} },
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
})
