import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openConnection } from '@aaps-data/amqp'
import { reportError, SyncError, syncRequestType } from '@aaps-data/contracts'
import { claimRun, endAttempt, requestKeyOf, requestRun, type Claim } from '@aaps-data/ledger'
import { waitFor } from '@aaps-data/testing'
import type { Monitor } from '../src/open-monitor.ts'
import { call, createMonitorUnderTest, type MonitorUnderTest } from './monitor-under-test.ts'

describe('cancelling, repeating and pausing', () => {
  let ledger: MonitorUnderTest
  let monitor: Monitor

  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
    monitor = await ledger.open()
  })
  afterAll(() => ledger.close())

  const request = async (dataset = 'registro'): Promise<string> => {
    const { runId } = await requestRun(
      ledger.db,
      {
        dataset,
        class: 'interactive',
        origin: 'service',
        key: requestKeyOf('test', randomUUID()),
        requestedBy: 'padron',
        mode: 'full',
        tables: ['epsa'],
        maxAttempts: 3,
      },
      'test',
    )
    return runId
  }
  const claim = async (runId: string): Promise<Claim> => {
    const claimed = await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 60_000 })
    if (typeof claimed === 'string') throw new Error(`Not claimed: ${claimed}`)
    return claimed
  }
  const failed = async (): Promise<string> => {
    const claimed = await claim(await request(`ended_${randomUUID().slice(0, 8)}`))
    const error = reportError(new SyncError('SOURCE_TABLE_MISSING'))
    await endAttempt(ledger.db, claimed, { next: 'failed', error }, 'w')
    return claimed.runId
  }
  const post = (path: string, as: string, body: unknown = {}) =>
    call(monitor, `/api/v1${path}`, {
      as,
      method: 'POST',
      body,
      headers: { 'idempotency-key': randomUUID() },
    })
  const detail = async (runId: string) =>
    (await call(monitor, `/api/v1/runs/${runId}`, { as: 'vera' })).json
  const audit = async (action: string) => {
    const { rows } = await ledger.db.raw<{ rows: unknown[] }>(
      `select actor, subject, outcome, details from sync.audit where action = ? order by id`,
      [action],
    )
    return rows
  }

  it('cancels a run that waits, and says who and why in the audit log', async () => {
    const runId = await request('cancelled')
    expect(await post(`/runs/${runId}/cancel`, 'omar', { note: 'no hace falta' })).toMatchObject({
      status: 200,
      json: { runId, outcome: 'cancelled' },
    })
    expect(await detail(runId)).toMatchObject({ state: 'cancelled', reason: 'cancelled by omar' })
    expect(await audit('run.cancel')).toEqual([
      {
        actor: 'omar',
        subject: runId,
        outcome: 'accepted',
        details: { note: 'no hace falta' },
      },
    ])
  })

  it('asks the attempt of a run that is under way to stop', async () => {
    const { runId } = await claim(await request('asked'))
    expect(await post(`/runs/${runId}/cancel`, 'omar')).toMatchObject({
      status: 200,
      json: { outcome: 'asked' },
    })
    expect(await detail(runId)).toMatchObject({ state: 'running', cancelAskedBy: 'omar' })
  })

  it('cancels nothing that has ended or is not there, and leaves it to operators', async () => {
    const ended = await failed()
    expect(await post(`/runs/${ended}/cancel`, 'omar')).toMatchObject({
      status: 409,
      json: { code: 'RUN_NOT_CANCELLABLE', detail: 'Nothing was done: it is failed' },
    })
    expect(await post(`/runs/${randomUUID()}/cancel`, 'omar')).toMatchObject({ status: 404 })
    const waiting = await request('left')
    expect(await post(`/runs/${waiting}/cancel`, 'vera')).toMatchObject({ status: 403 })
    expect(await detail(waiting)).toMatchObject({ state: 'queued' })
  })

  it('cancels all that wait for a dataset', async () => {
    const { runId: running } = await claim(await request('tarifas'))
    const waiting = [await request('tarifas'), await request('tarifas')]
    expect(await post('/datasets/tarifas/cancel-queued', 'omar')).toMatchObject({
      status: 200,
      json: { runIds: waiting },
    })
    expect(await detail(running)).toMatchObject({ state: 'running', cancelAskedBy: null })
    expect(await post('/datasets/tarifas/cancel-queued', 'vera')).toMatchObject({ status: 403 })
  })

  it('repeats a run as it was, and with edits', async () => {
    const ended = await failed()
    const { status, json } = await post(`/runs/${ended}/retry`, 'omar', { note: 'otra vez' })
    expect(status).toBe(202)
    const { runId } = json as { readonly runId: string }
    expect(await detail(runId)).toMatchObject({
      state: 'accepted',
      mode: 'full',
      onlyTables: ['epsa'],
      preview: false,
      retryOf: ended,
      note: 'otra vez',
      requestedBy: 'omar',
    })

    const edits = { mode: 'auto', tables: null, preview: true }
    const edited = await post(`/runs/${ended}/retry`, 'omar', edits)
    expect(await detail((edited.json as { runId: string }).runId)).toMatchObject({
      mode: 'auto',
      onlyTables: null,
      preview: true,
      retryOf: ended,
    })
    expect(await audit('run.retry')).toMatchObject([
      { outcome: 'asked' },
      { outcome: 'accepted', details: { retryOf: ended, tables: '["epsa"]' } },
      { outcome: 'asked' },
      { outcome: 'accepted', details: { retryOf: ended, preview: 'yes' } },
    ])
  })

  it('repeats nothing that has not ended, and refuses the key of another repeat', async () => {
    const waiting = await request('unfinished')
    expect(await post(`/runs/${waiting}/retry`, 'omar')).toMatchObject({
      status: 409,
      json: { code: 'RETRY_IMPOSSIBLE' },
    })
    expect(await post(`/runs/${randomUUID()}/retry`, 'omar')).toMatchObject({ status: 404 })
    const ended = await failed()
    const again = (body: unknown) =>
      call(monitor, `/api/v1/runs/${ended}/retry`, {
        as: 'omar',
        method: 'POST',
        body,
        headers: { 'idempotency-key': 'one-key' },
      })
    expect(await again({})).toMatchObject({ status: 202 })
    expect(await again({})).toMatchObject({ status: 202 })
    expect(await again({ tables: ['rar'] })).toMatchObject({
      status: 409,
      json: { code: 'REQUEST_KEY_REUSED' },
    })
  })

  it('pauses one schedule or all of them, shows who did, and resumes', async () => {
    const statusOf = async (name: string) =>
      (await call(monitor, `/api/v1/datasets/${name}`, { as: 'vera' })).json
    const planned = async () =>
      (await call(monitor, '/api/v1/planned', { as: 'vera' })).json as unknown[]
    expect(await planned()).not.toEqual([])

    expect(await post('/datasets/registro/pause', 'vera')).toMatchObject({ status: 403 })
    expect(await post('/datasets/registro/pause', 'omar', { note: 'obras' })).toMatchObject({
      status: 200,
      json: { changed: true },
    })
    expect(await post('/datasets/registro/pause', 'omar')).toMatchObject({
      json: { changed: false },
    })
    expect(await statusOf('registro')).toMatchObject({
      nextAt: null,
      paused: { by: 'omar', note: 'obras' },
    })
    expect(await planned()).not.toContainEqual(expect.objectContaining({ dataset: 'registro' }))

    await post('/schedules/pause', 'ada')
    expect(await planned()).toEqual([])
    expect((await call(monitor, '/api/v1/pauses', { as: 'vera' })).json).toMatchObject([
      { dataset: '*', by: 'ada' },
      { dataset: 'registro', by: 'omar' },
    ])
    await post('/schedules/resume', 'ada')
    expect(await post('/datasets/registro/resume', 'omar')).toMatchObject({
      json: { changed: true },
    })
    expect(await statusOf('registro')).toMatchObject({
      nextAt: expect.any(String),
      paused: null,
    })
    expect(await audit('schedule.pause')).toHaveLength(4)
  })

  it.each(['pause', 'resume', 'cancel-queued'])(
    'answers %s of a dataset that is not defined with 404, and does nothing',
    async (verb) => {
      expect(await post(`/datasets/regsitro/${verb}`, 'omar')).toMatchObject({
        status: 404,
        json: { code: 'DATASET_UNKNOWN' },
      })
      expect((await call(monitor, '/api/v1/pauses', { as: 'vera' })).json).toEqual([])
    },
  )

  it('shows operators what was set aside, sends it again and drops it', async () => {
    const parked = await openConnection(ledger.vhost.url)
    try {
      const channel = await parked.createConfirmChannel()
      const park = async (body: object, messageId: string) => {
        channel.publish('sync.dlx', 'request.sync.registro', Buffer.from(JSON.stringify(body)), {
          messageId,
          headers: { 'x-error-code': 'REQUEST_TOO_OFTEN', 'x-parked-user-id': 'padron' },
        })
        await channel.waitForConfirms()
      }
      await park(
        {
          specversion: '1.0',
          id: 'p-1',
          source: '/padron',
          type: syncRequestType,
          data: { dataset: 'registro' },
        },
        'm-1',
      )
      await park({}, 'm-2')
      const list = async () =>
        (await call(monitor, '/api/v1/parking', { as: 'omar' })).json as {
          readonly total: number
          readonly messages: readonly { readonly id: string; readonly messageId: string }[]
        }
      const found = await waitFor(
        async () => {
          const page = await list()
          return page.messages.length === 2 ? page : undefined
        },
        { what: 'both messages to be parked' },
      )
      expect(found).toMatchObject({
        total: 2,
        messages: [
          { messageId: 'm-1', code: 'REQUEST_TOO_OFTEN', publisher: 'padron', isReplayable: true },
          { messageId: 'm-2', isReplayable: false },
        ],
      })
      const [first, second] = found.messages.map(({ id }) => id)

      expect(await call(monitor, '/api/v1/parking', { as: 'vera' })).toMatchObject({ status: 403 })
      expect(await post(`/parking/${String(first)}/replay`, 'vera')).toMatchObject({ status: 403 })
      expect(await post(`/parking/${String(second)}/replay`, 'omar')).toMatchObject({
        status: 409,
        json: { code: 'NOT_REPLAYABLE' },
      })
      expect(await post(`/parking/${String(first)}/replay`, 'omar')).toMatchObject({ status: 200 })
      expect(await post(`/parking/${String(first)}/replay`, 'omar')).toMatchObject({ status: 404 })
      expect(await post(`/parking/${String(second)}/drop`, 'omar')).toMatchObject({ status: 200 })
      expect(await list()).toEqual({ total: 0, messages: [] })
      const asked = { actor: 'omar', outcome: 'asked' }
      expect(await audit('parking.replay')).toMatchObject([
        { actor: 'vera', outcome: 'refused' },
        { ...asked, subject: second },
        { actor: 'omar', outcome: 'failed', details: { reason: 'not_replayable' } },
        { ...asked, subject: first },
        { actor: 'omar', subject: first, outcome: 'accepted' },
        { ...asked, subject: first },
        { actor: 'omar', outcome: 'failed', details: { reason: 'not_found' } },
      ])
      const { json: shown } = await call(monitor, '/api/v1/audit', { as: 'ada' })
      expect(JSON.stringify(shown)).not.toContain('asked')
    } finally {
      await parked.close()
    }
  })
})
