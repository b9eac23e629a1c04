import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  claimRun,
  endAttempt,
  openAttemptLedger,
  requestKeyOf,
  requestRun,
} from '@aaps-data/ledger'
import type { Monitor } from '../src/open-monitor.ts'
import type { AuditPage } from '../src/schemas/action.ts'
import type { DatasetStatus } from '../src/schemas/dataset.ts'
import type { RunPage } from '../src/schemas/run.ts'
import { call, createMonitorUnderTest, type MonitorUnderTest } from './monitor-under-test.ts'

describe('reading the ledger', () => {
  let ledger: MonitorUnderTest
  let monitor: Monitor
  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
    monitor = await ledger.open()
  })
  afterAll(() => ledger.close())

  async function read<Body>(path: string): Promise<Body> {
    const { status, json, text } = await call(monitor, `/api/v1/${path}`, { as: 'vera' })
    if (status !== 200) throw new Error(`${status} ${text}`)
    return json as Body
  }

  async function request(key: string, dataset: string, { preview = false } = {}): Promise<string> {
    const { runId } = await requestRun(
      ledger.db,
      {
        dataset,
        class: 'scheduled',
        origin: 'service',
        key: requestKeyOf('tests', key),
        requestedBy: 'tests',
        maxAttempts: 2,
        preview,
      },
      'test',
    )
    return runId
  }

  async function claim(runId: string) {
    const claimed = await claimRun(ledger.db, { runId, worker: 'worker-1', leaseMs: 60_000 })
    if (typeof claimed === 'string') throw new Error(`Not claimed: ${claimed}`)
    return claimed
  }

  it('pages through all runs once, while new ones are requested', async () => {
    const ids = new Set<string>()
    // Several in one transaction have one instant: then their ids order them.
    await ledger.db.transaction(async (trx) => {
      for (let n = 0; n < 5; n += 1) {
        const { runId } = await requestRun(
          trx,
          {
            dataset: 'paged',
            class: 'scheduled',
            origin: 'service',
            key: requestKeyOf('tests', `page-${n}`),
            requestedBy: 'tests',
            maxAttempts: 1,
          },
          'test',
        )
        ids.add(runId)
      }
    })
    for (let n = 5; n < 12; n += 1) ids.add(await request(`page-${n}`, 'paged'))

    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const before: string = next === '' ? '' : `&before=${next}`
      const page: RunPage = await read(`runs?dataset=paged&limit=3${before}`)
      seen.push(...page.runs.map(({ id }) => id))
      next = page.next
      await request(`late-${seen.length}`, 'paged')
    }
    expect(seen).toHaveLength(12)
    expect(new Set(seen)).toEqual(ids)
  })

  it('pages through the audit log once, newest first, also beyond nine entries', async () => {
    await ledger.db.raw(
      `insert into sync.audit (actor, role, action, subject, address, outcome, details)
      select 'omar', 'operator', 'run.request', 'entry-' || n, '10.0.0.1', 'accepted', '{}'
      from generate_series(1, 13) n order by n`,
    )
    const seen: string[] = []
    let next: string | null = null
    do {
      const before: string = next === null ? '' : `&before=${next}`
      const answer = await call(monitor, `/api/v1/audit?limit=4${before}`, { as: 'ada' })
      const page = answer.json as AuditPage
      seen.push(...page.entries.map(({ subject }) => subject))
      next = page.next
    } while (next !== null)
    expect(seen.slice(0, 13)).toEqual(Array.from({ length: 13 }, (_, n) => `entry-${13 - n}`))
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('filters by dataset and by several states', async () => {
    const runId = await request('filter', 'tarifas')
    const queued = await read<RunPage>('runs?state=queued,failed&dataset=tarifas')
    expect(queued.runs.map(({ id }) => id)).toEqual([runId])
    expect((await read<RunPage>('runs?state=failed&dataset=tarifas')).runs).toEqual([])
  })

  it.each(['runs?state=nada', 'runs?limit=1000', 'runs?before=x', 'runs/no-uuid'])(
    'refuses %s with a problem',
    async (path) => {
      const { status, headers, json } = await call(monitor, `/api/v1/${path}`, { as: 'vera' })
      expect(status).toBe(400)
      expect(headers.get('content-type')).toContain('application/problem+json')
      expect(json).toMatchObject({ code: 'REQUEST_INVALID', status: 400 })
    },
  )

  it('tells of a failed run its attempts and its error, and that nothing was written', async () => {
    const runId = await request('failing', 'registro')
    const error = {
      code: 'SOURCE_UNREACHABLE',
      message: 'The source does not answer',
      details: { address: 'siirays:5432' },
      causes: [{ name: 'Error ECONNREFUSED', message: 'connect ECONNREFUSED' }],
    }
    await endAttempt(ledger.db, await claim(runId), { next: 'waiting', delayMs: 0, error }, 'test')
    expect(await read(`runs/${runId}`)).toMatchObject({ state: 'waiting', written: 'pending' })
    await endAttempt(ledger.db, await claim(runId), { next: 'failed', error }, 'test')
    expect(await read(`runs/${runId}`)).toMatchObject({
      state: 'failed',
      errorCode: 'SOURCE_UNREACHABLE',
      error,
      written: 'no',
      attempts: [
        { number: 1, worker: 'worker-1', outcome: 'failed', error },
        { number: 2, worker: 'worker-1', outcome: 'failed', error },
      ],
      snapshot: null,
      tables: [],
      counts: null,
    })
    expect(await read('datasets/registro')).toMatchObject({
      health: 'failing',
      dataAt: null,
      lastRun: { id: runId },
      recent: [{ id: runId, state: 'failed' }],
    })
    // A newer run mends nothing before it ends.
    const newer = await request('failing-newer', 'registro')
    expect(await read('datasets/registro')).toMatchObject({
      health: 'failing',
      lastRun: { id: newer, state: 'queued' },
      lastEnded: { id: runId, errorCode: 'SOURCE_UNREACHABLE' },
    })
  })

  it('tells of a run that succeeded what it proves', async () => {
    const runId = await request('proving', 'registro')
    const claimed = await claim(runId)
    const takenAt = new Date().toISOString()
    const table = {
      table: 'epsa',
      staged: 7,
      inserted: 5,
      updated: 1,
      deleted: 2,
      unchanged: 1,
      sourceDigest: 'aa',
      targetDigest: 'aa',
      changesKept: 0,
    }
    await ledger.db.transaction((trx) =>
      openAttemptLedger(ledger.db, claimed, 'test').succeed(trx, {
        mode: 'full',
        isReconcile: false,
        isPartial: false,
        definitionDigest: 'd',
        notices: [{ code: 'TARGET_EDITED', table: 'epsa', details: { rows: 2 } }],
        snapshot: { id: '18:1', takenAt },
        tables: [{ ...table, read: 'full', rejected: 0, rows: 6, digestTie: 't' }],
        phaseMs: { stage: 120.5 },
      }),
    )
    const counts = { inserted: 5, updated: 1, deleted: 2, unchanged: 1 }
    expect(await read(`runs/${runId}`)).toMatchObject({
      state: 'succeeded',
      written: 'yes',
      snapshot: { id: '18:1', takenAt },
      phaseMs: { stage: 120.5 },
      tables: [{ ...table, read: 'full', rejected: 0 }],
      counts,
      error: null,
      mode: 'auto',
      readMode: 'full',
      notices: [{ code: 'TARGET_EDITED', table: 'epsa', details: { rows: 2 } }],
      rejects: [],
    })
    expect(await read('datasets/registro')).toMatchObject({
      health: 'fresh',
      dataAt: takenAt,
      isIncremental: false,
      lastEnded: { id: runId, readMode: 'full' },
    })
    const { text } = await call(monitor, '/metrics', { as: 'vera' })
    expect(text).toMatch(/^sync_runs\{state="succeeded"\} 1$/m)
    expect(text).toMatch(/^sync_dataset_limit_seconds\{dataset="registro"\} 3600$/m)
    expect(text).toMatch(/^sync_outbox_rows \d+$/m)
    expect(text).not.toContain(runId)
  })

  it('does not call a dataset failing because a preview failed', async () => {
    const before = await read<DatasetStatus>('datasets/registro')
    const runId = await request('failing-preview', 'registro', { preview: true })
    const error = { code: 'SOURCE_UNREACHABLE', message: '', details: {}, causes: [] }
    await endAttempt(ledger.db, await claim(runId), { next: 'failed', error }, 'test')
    expect(before.health).not.toBe('failing')
    expect(await read('datasets/registro')).toMatchObject({
      health: before.health,
      lastRun: { id: runId, state: 'failed', preview: true },
      lastEnded: { id: before.lastEnded?.id },
    })
  })

  it('answers 404 for a run and a dataset that nobody knows', async () => {
    const unknown = '00000000-0000-5000-8000-000000000000'
    expect((await call(monitor, `/api/v1/runs/${unknown}`, { as: 'vera' })).status).toBe(404)
    expect((await call(monitor, '/api/v1/datasets/nada', { as: 'vera' })).status).toBe(404)
  })

  it('plans the instants of the schedules of 24 hours', async () => {
    const planned = await read<{ dataset: string; at: string }[]>('planned')
    expect(planned).toHaveLength(48)
    expect(planned.map(({ at }) => at)).toEqual([...planned.map(({ at }) => at)].sort())
  })

  it('tells nobody what went wrong inside', async () => {
    await ledger.db.raw('alter table sync.audit rename to audit_away')
    try {
      const { status, json, text } = await call(monitor, '/api/v1/audit', { as: 'ada' })
      expect({ status, json }).toMatchObject({ status: 500, json: { code: 'INTERNAL' } })
      expect(text).not.toMatch(/audit|relation|select/i)
      expect(ledger.logged()).toContain('Request failed')
    } finally {
      await ledger.db.raw('alter table sync.audit_away rename to audit')
    }
  })

  it('describes every route of the API', async () => {
    const { json, text } = await call(monitor, '/api/docs/json', { as: 'vera' })
    const { openapi, paths } = json as {
      openapi: string
      paths: Record<string, Record<string, { summary?: string; responses?: object }>>
    }
    expect(openapi).toBe('3.1.0')
    expect(Object.keys(paths).sort()).toEqual([
      '/api/v1/audit',
      '/api/v1/datasets',
      '/api/v1/datasets/{name}',
      '/api/v1/datasets/{name}/cancel-queued',
      '/api/v1/datasets/{name}/pause',
      '/api/v1/datasets/{name}/resume',
      '/api/v1/datasets/{name}/runs',
      '/api/v1/parking',
      '/api/v1/parking/{id}/drop',
      '/api/v1/parking/{id}/replay',
      '/api/v1/pauses',
      '/api/v1/planned',
      '/api/v1/runs',
      '/api/v1/runs/{id}',
      '/api/v1/runs/{id}/approve',
      '/api/v1/runs/{id}/cancel',
      '/api/v1/runs/{id}/changes',
      '/api/v1/runs/{id}/changes.csv',
      '/api/v1/runs/{id}/changes/counts',
      '/api/v1/runs/{id}/discard',
      '/api/v1/runs/{id}/rejects',
      '/api/v1/runs/{id}/rejects.csv',
      '/api/v1/runs/{id}/retry',
      '/api/v1/schedules/pause',
      '/api/v1/schedules/resume',
      '/api/v1/session',
      '/api/v1/stream',
      '/healthz',
      '/metrics',
    ])
    for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
      expect(operation.summary).toBeTruthy()
      expect(Object.keys(operation.responses ?? {})).not.toHaveLength(0)
    }
    expect(text).not.toContain('"$ref":"#/components')
    const page = await call(monitor, '/api/docs', { as: 'vera' })
    expect(page.text).toContain('POST /api/v1/datasets/{name}/runs')
    expect(page.text).not.toMatch(/<script|<style|style=/)
  })
})
