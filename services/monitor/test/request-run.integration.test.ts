import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { brokerUser, consume, createBroker, createPublisher, type Delivery } from '@aaps-data/amqp'
import { queues, reportError, SyncError, SyncRequest } from '@aaps-data/contracts'
import { refuseRequest, requestKeyOf, requestRun, runIdOf } from '@aaps-data/ledger'
import { createLogger } from '@aaps-data/runtime'
import { waitFor } from '@aaps-data/testing'
import type { Monitor } from '../src/open-monitor.ts'
import { noteRequest } from '../src/store/note-request.ts'
import {
  askForRun,
  call,
  createMonitorUnderTest,
  noBroker,
  type MonitorUnderTest,
} from './monitor-under-test.ts'

function runIdIn(json: unknown): string {
  return (json as { readonly runId: string }).runId
}

describe('asking for a run', () => {
  let ledger: MonitorUnderTest
  let monitor: Monitor
  const requests: Delivery<SyncRequest>[] = []
  let stopListening: () => Promise<void>

  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
    monitor = await ledger.open()
    const log = createLogger({ service: 'test', level: 'silent', instance: 'test' })
    const broker = createBroker({ url: ledger.vhost.url, name: 'test', log })
    const publisher = createPublisher({ broker, log })
    const consumer = consume({
      broker,
      publisher,
      queue: queues.requests,
      slot: 'test',
      prefetch: 10,
      schema: SyncRequest,
      handler: (delivery) => {
        requests.push(delivery)
        return Promise.resolve('ack' as const)
      },
      log,
    })
    await waitFor(() => consumer.facts().consumerRegistered, { what: 'the consumer' })
    stopListening = async () => {
      await consumer.stop({ graceMs: 1_000, timeoutMs: 5_000 })
      await publisher.stop(1_000)
      await broker.close()
    }
  })
  afterAll(async () => {
    await stopListening()
    await ledger.close()
  })

  async function auditOf(dataset: string): Promise<unknown[]> {
    const { json } = await call(monitor, '/api/v1/audit', { as: 'ada' })
    const { entries } = json as { readonly entries: { readonly subject: string }[] }
    return entries.filter(({ subject }) => subject === dataset)
  }

  it('puts a request into the queue, vouched for by the broker, and names its run', async () => {
    const { status, json } = await askForRun(monitor, 'omar', { key: 'primera', note: 'ya' })
    expect(status).toBe(202)
    const received = await waitFor(() => requests.at(-1), { what: 'the request' })
    const user = brokerUser(ledger.vhost.url)
    expect(received.body).toMatchObject({
      id: 'omar:primera',
      data: { dataset: 'registro', requestedBy: 'omar', note: 'ya' },
    })
    expect(received.properties.userId).toBe(user)
    expect(runIdIn(json)).toBe(runIdOf(requestKeyOf(user, received.body.id)))
    expect(await auditOf('registro')).toMatchObject([
      { actor: 'omar', outcome: 'accepted', runId: runIdIn(json) },
    ])
  })

  it('names the same run for a double click, and another one for another person', async () => {
    const answers = await Promise.all([
      askForRun(monitor, 'omar', { key: 'doble' }),
      askForRun(monitor, 'omar', { key: 'doble' }),
      askForRun(monitor, 'ada', { key: 'doble' }),
    ])
    const [first, second, other] = answers.map(({ json }) => runIdIn(json))
    expect(first).toBe(second)
    expect(other).not.toBe(first)
  })

  it('answers the run as accepted until the ledger has it', async () => {
    const { json } = await askForRun(monitor, 'omar', { key: 'temprana', dataset: 'tarifas' })
    const runId = runIdIn(json)
    const accepted = await call(monitor, `/api/v1/runs/${runId}`, { as: 'vera' })
    expect(accepted).toMatchObject({
      status: 200,
      json: { id: runId, state: 'accepted', dataset: 'tarifas', requestedBy: 'omar', seq: 0 },
    })
    await requestRun(
      ledger.db,
      {
        dataset: 'tarifas',
        class: 'interactive',
        origin: 'page',
        key: requestKeyOf(brokerUser(ledger.vhost.url), 'omar:temprana'),
        requestedBy: 'omar',
        maxAttempts: 3,
      },
      'test',
    )
    const queued = await call(monitor, `/api/v1/runs/${runId}`, { as: 'vera' })
    expect(queued.json).toMatchObject({ state: 'queued', seq: 1, written: 'pending' })
  })

  it('refuses a key that was used with another note or for another dataset', async () => {
    const first = await askForRun(monitor, 'omar', { key: 'usada', note: 'una' })
    const again = await askForRun(monitor, 'omar', { key: 'usada', note: 'una' })
    expect([first.status, again.status]).toEqual([202, 202])
    expect(runIdIn(again.json)).toBe(runIdIn(first.json))
    const others = [{ note: 'otra' }, {}, { note: 'una', dataset: 'tarifas' }]
    for (const other of others) {
      const { status, json } = await askForRun(monitor, 'omar', { key: 'usada', ...other })
      expect({ status, json }).toMatchObject({ status: 409, json: { code: 'REQUEST_KEY_REUSED' } })
    }
    const run = await call(monitor, `/api/v1/runs/${runIdIn(first.json)}`, { as: 'vera' })
    expect(run).toMatchObject({ status: 200, json: { state: 'accepted', note: 'una' } })
  })

  it('asks for the mode that was wished for, and answers with it until the ledger has the run', async () => {
    const { json } = await askForRun(monitor, 'omar', { key: 'completa', mode: 'full' })
    const received = await waitFor(() => requests.find(({ body }) => body.id === 'omar:completa'), {
      what: 'the request',
    })
    expect(received.body.data).toMatchObject({ dataset: 'registro', mode: 'full' })
    const run = await call(monitor, `/api/v1/runs/${runIdIn(json)}`, { as: 'vera' })
    expect(run.json).toMatchObject({ state: 'accepted', mode: 'full', preview: false })
    for (const other of [{}, { mode: 'incremental' }, { mode: 'full', preview: true }] as const) {
      const { status } = await askForRun(monitor, 'omar', { key: 'completa', ...other })
      expect(status).toBe(409)
    }
  })

  it('refuses a mode that does not exist', async () => {
    const { status } = await askForRun(monitor, 'omar', { key: 'rara', mode: 'fast' as 'full' })
    expect(status).toBe(400)
  })

  it('refuses a key that the ledger knows for another note', async () => {
    const key = requestKeyOf(brokerUser(ledger.vhost.url), 'omar:conocida')
    const request = { dataset: 'tarifas', class: 'interactive', origin: 'page', key } as const
    const rest = { requestedBy: 'omar', note: 'una', maxAttempts: 3 }
    await requestRun(ledger.db, { ...request, ...rest }, 'test')
    const ask = { key: 'conocida', dataset: 'tarifas' }
    expect((await askForRun(monitor, 'omar', { ...ask, note: 'otra' })).status).toBe(409)
    expect((await askForRun(monitor, 'omar', { ...ask, note: 'una' })).status).toBe(202)
  })

  it('accepts one of several that use a key for different notes at the same time', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((note) => askForRun(monitor, 'ada', { key: 'a-la-vez', note })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409])
  })

  it('shows who asked, and the run as accepted, when nobody wrote how it ended', async () => {
    const runId = runIdOf(requestKeyOf(brokerUser(ledger.vhost.url), 'omar:muerta'))
    await noteRequest(ledger.db, {
      actor: 'omar',
      role: 'operator',
      action: 'run.request',
      subject: 'aranceles',
      address: '10.0.0.9',
      runId,
      details: { note: 'ya' },
    })
    const { status, json } = await call(monitor, `/api/v1/runs/${runId}`, { as: 'vera' })
    expect({ status, json }).toMatchObject({ status: 200, json: { state: 'accepted', note: 'ya' } })
    expect(await auditOf('aranceles')).toMatchObject([{ actor: 'omar', outcome: 'asked', runId }])
  })

  it('tells why a request that was accepted came to nothing', async () => {
    const asked = await askForRun(monitor, 'omar', { key: 'en-vano', dataset: 'tarifas' })
    const key = requestKeyOf(brokerUser(ledger.vhost.url), 'omar:en-vano')
    const request = { dataset: 'tarifas', class: 'interactive', origin: 'page', key } as const
    const error = reportError(new SyncError('DATASET_UNKNOWN', { dataset: 'tarifas' }))
    await refuseRequest(ledger.db, { ...request, requestedBy: 'omar' }, error, 'test')
    const run = await call(monitor, `/api/v1/runs/${runIdIn(asked.json)}`, { as: 'vera' })
    expect(run).toMatchObject({
      status: 200,
      json: { state: 'failed', written: 'no', errorCode: 'DATASET_UNKNOWN' },
    })
  })

  it('asks the broker for nothing that cannot be written down', async () => {
    await ledger.db.raw('alter table sync.audit rename to audit_away')
    try {
      expect((await askForRun(monitor, 'ada', { key: 'sin-papel' })).status).toBe(500)
    } finally {
      await ledger.db.raw('alter table sync.audit_away rename to audit')
    }
    await askForRun(monitor, 'ada', { key: 'con-papel' })
    await waitFor(() => requests.some(({ body }) => body.id === 'ada:con-papel'), {
      what: 'the request after it',
    })
    expect(requests.map(({ body }) => body.id)).not.toContain('ada:sin-papel')
  })

  it('refuses unknown datasets, unknown fields and requests without a key', async () => {
    const unknown = await askForRun(monitor, 'omar', { key: 'k', dataset: 'nada' })
    expect(unknown).toMatchObject({ status: 404, json: { code: 'DATASET_UNKNOWN' } })
    const path = '/api/v1/datasets/registro/runs'
    const post = { as: 'omar', method: 'POST' } as const
    const noKey = await call(monitor, path, { ...post, body: {} })
    expect(noKey).toMatchObject({ status: 400, json: { code: 'REQUEST_INVALID' } })
    const headers = { 'idempotency-key': 'k' }
    const misspelt = await call(monitor, path, { ...post, headers, body: { nota: 'x' } })
    expect(misspelt).toMatchObject({ status: 400, json: { code: 'REQUEST_INVALID' } })
  })

  it('answers 503 without the broker, and the audit log says that it failed', async () => {
    const lonely = await ledger.open({ amqpUrl: noBroker })
    const { status, json, text } = await askForRun(lonely, 'ada', { key: 'sorda' })
    expect(status).toBe(503)
    expect(json).toMatchObject({ code: 'BROKER_UNREACHABLE', detail: 'Nothing was requested' })
    const [last] = await auditOf('registro')
    expect(last).toMatchObject({ actor: 'ada', outcome: 'failed', runId: null })
    expect(text + ledger.logged()).not.toContain('clave-del-broker')
    const runId = runIdOf(requestKeyOf(brokerUser(noBroker), 'ada:sorda'))
    expect((await call(monitor, `/api/v1/runs/${runId}`, { as: 'ada' })).status).toBe(404)
  })

  it('lets nobody ask more than sixty times a minute', async () => {
    const asked = await Promise.all(
      Array.from({ length: 70 }, (_, n) => askForRun(monitor, 'omar', { key: `mucho-${n}` })),
    )
    const statuses = asked.map(({ status }) => status)
    expect(statuses.filter((status) => status === 202).length).toBeLessThanOrEqual(60)
    expect(statuses).toContain(429)
  })
})
