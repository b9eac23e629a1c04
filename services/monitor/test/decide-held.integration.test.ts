import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { claimRun, openAttemptLedger, requestKeyOf, requestRun, type Hold } from '@aaps-data/ledger'
import { reportError, SyncError } from '@aaps-data/contracts'
import type { Monitor } from '../src/open-monitor.ts'
import { call, createMonitorUnderTest, type MonitorUnderTest } from './monitor-under-test.ts'

const hold: Hold = {
  kind: 'guard',
  definitionDigest: 'd1',
  mode: 'full',
  snapshot: { id: '18:7:', takenAt: '2026-11-24T12:00:00.000Z' },
  deltaDigest: 'abcd',
  staged: [],
  tables: [
    {
      table: 'epsa',
      read: 'full',
      staged: 1,
      rejected: 0,
      inserted: 0,
      updated: 1,
      deleted: 9,
      unchanged: 0,
      changesKept: 3,
    },
  ],
  breaches: [{ table: 'epsa', guard: 'maxDeletedShare', limit: 0.3, found: 0.9 }],
  notices: [],
  phaseMs: { stage: 5 },
}

describe('deciding about a held run', () => {
  let ledger: MonitorUnderTest
  let monitor: Monitor
  let counter = 0

  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
    monitor = await ledger.open()
  })
  afterAll(() => ledger.close())

  async function holdRun(): Promise<string> {
    const { db } = ledger
    const { runId } = await requestRun(
      db,
      {
        dataset: `datos_${counter}`,
        class: 'interactive',
        origin: 'page',
        key: requestKeyOf('test', `run-${counter++}`),
        requestedBy: 'omar',
        maxAttempts: 3,
      },
      'test',
    )
    const claimed = await claimRun(db, { runId, worker: 'w', leaseMs: 60_000 })
    if (typeof claimed === 'string') throw new Error(`Not claimed: ${claimed}`)
    const attempt = openAttemptLedger(db, claimed, 'w')
    await db.transaction(async (transaction) => {
      await transaction.raw(`
        create temporary table kept on commit drop as
        select operation, jsonb_build_object('id', n::text) as key, null::jsonb as before,
               jsonb_build_object('nombre', 'n' || n) as after
        from (values ('delete', 1), ('update', 2), ('update', 3)) as c (operation, n)`)
      await attempt.keepChanges(transaction, { table: 'epsa', relation: 'kept' })
      await attempt.hold(transaction, hold, reportError(new SyncError('GUARD_BREACHED')))
    })
    return runId
  }
  const read = async (path: string) =>
    (await call(monitor, `/api/v1/${path}`, { as: 'vera' })).json as Record<string, unknown>
  const decide = (runId: string, path: 'approve' | 'discard', as: string, body: object = {}) =>
    call(monitor, `/api/v1/runs/${runId}/${path}`, { as, method: 'POST', body })
  const auditOf = async (runId: string) => {
    const { json } = await call(monitor, '/api/v1/audit', { as: 'ada' })
    const { entries } = json as { readonly entries: { readonly subject: string }[] }
    return entries.filter(({ subject }) => subject === runId)
  }

  it('shows what would change and why it was held', async () => {
    const runId = await holdRun()
    expect(await read(`runs/${runId}`)).toMatchObject({
      state: 'held',
      written: 'pending',
      errorCode: 'GUARD_BREACHED',
      counts: { updated: 1, deleted: 9 },
      tables: [{ table: 'epsa', deleted: 9, changesKept: 3, targetDigest: null }],
      snapshot: { id: '18:7:' },
      hold: { kind: 'guard', breaches: hold.breaches, decision: null },
    })
  })

  it('gives the changes page by page, filtered', async () => {
    const runId = await holdRun()
    const first = await read(`runs/${runId}/changes?limit=2`)
    expect(first['changes']).toMatchObject([
      { table: 'epsa', operation: 'delete', key: { id: '1' }, after: { nombre: 'n1' } },
      { operation: 'update', key: { id: '2' } },
    ])
    const second = await read(`runs/${runId}/changes?limit=2&after=${String(first['next'])}`)
    expect(second).toMatchObject({ changes: [{ key: { id: '3' } }], next: null })
    const updates = await read(`runs/${runId}/changes?operation=update&table=epsa`)
    expect(updates['changes']).toHaveLength(2)
    expect((await read(`runs/${runId}/changes?table=other`))['changes']).toEqual([])
  })

  it('lets an operator approve, writes it down, and tells whoever relays', async () => {
    const runId = await holdRun()
    await ledger.db.raw('delete from sync.outbox')

    const answer = await decide(runId, 'approve', 'omar', { note: 'carga anual' })

    expect(answer).toMatchObject({ status: 200, json: { runId } })
    expect(await read(`runs/${runId}`)).toMatchObject({
      state: 'queued',
      hold: { decision: 'approved', decidedBy: 'omar', note: 'carga anual' },
    })
    expect(await auditOf(runId)).toMatchObject([
      { actor: 'omar', action: 'run.approve', outcome: 'accepted', runId },
    ])
    const { rows } = await ledger.db.raw<{ rows: unknown[] }>(
      'select distinct exchange, writer from sync.outbox order by exchange',
    )
    expect(rows).toEqual([
      { exchange: 'sync.commands', writer: 'any' },
      { exchange: 'sync.events', writer: 'any' },
    ])
  })

  it('tells the second of two who decide that it is over', async () => {
    const runId = await holdRun()
    expect((await decide(runId, 'discard', 'ada')).status).toBe(200)

    const late = await decide(runId, 'approve', 'omar')

    expect(late).toMatchObject({ status: 409, json: { code: 'RUN_NOT_HELD' } })
    expect(await read(`runs/${runId}`)).toMatchObject({ state: 'cancelled', written: 'no' })
    expect(await auditOf(runId)).toMatchObject([
      { actor: 'omar', outcome: 'failed' },
      { actor: 'ada', action: 'run.discard', outcome: 'accepted' },
    ])
  })

  it('lets nobody decide who may only look', async () => {
    const runId = await holdRun()
    expect((await decide(runId, 'approve', 'vera')).status).toBe(403)
    expect(await read(`runs/${runId}`)).toMatchObject({ state: 'held' })
  })
})
