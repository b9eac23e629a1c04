import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import {
  allDatasets,
  decidedSlots,
  decideSlots,
  migrateLedger,
  pauseSchedule,
  requestRun,
  resumeSchedule,
  slotKey,
  type DueSlot,
} from '../src/index.ts'
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.ts'

const request = {
  dataset: 'registro',
  class: 'interactive',
  origin: 'service',
  key: 'req:padron:2026-11-24',
  requestedBy: 'padron',
  maxAttempts: 3,
} as const

describe('requests', () => {
  let ledger: LedgerDatabase

  beforeAll(async () => {
    ledger = await createLedgerDatabase()
  })
  afterAll(() => ledger.drop())

  it('make one run, one command and one event, however often and at once they arrive', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => requestRun(ledger.db, request, 'writer')),
    )

    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1)
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect(
      await ledger.rows('select exchange, mandatory, urgent from sync.outbox order by id'),
    ).toEqual([
      { exchange: 'sync.events', mandatory: false, urgent: true },
      { exchange: 'sync.commands', mandatory: true, urgent: true },
    ])
  })

  it('are refused when their key was used for something else', async () => {
    for (const other of [
      { dataset: 'seguimiento' },
      { mode: 'full' },
      { mode: 'incremental' },
      { preview: true },
      { note: 'tras la carga' },
      { tables: ['epsa'] },
      { retryOf: '0b5cf1a3-6d9e-5d47-9c0f-0d2f3a4b5c6d' },
    ] as const) {
      await expect(requestRun(ledger.db, { ...request, ...other }, 'writer')).rejects.toMatchObject(
        { code: 'REQUEST_KEY_REUSED' },
      )
    }
  })

  it('leave nothing behind when their transaction rolls back', async () => {
    const key = 'req:padron:rolled-back'
    const rolledBack = ledger.db.transaction(async (transaction) => {
      await requestRun(transaction, { ...request, key }, 'writer')
      throw new Error('changed my mind')
    })
    await expect(rolledBack).rejects.toThrow('changed my mind')

    expect(await ledger.rows('select from sync.runs where request_key = ?', [key])).toEqual([])
  })
})

describe('slots', () => {
  let ledger: LedgerDatabase
  const minute = (n: number) => new Date(Date.UTC(2026, 10, 24, 12, n))

  beforeEach(async () => {
    await ledger.db.raw('truncate sync.runs, sync.slots, sync.pauses, sync.outbox cascade')
  })
  beforeAll(async () => {
    ledger = await createLedgerDatabase()
  })
  afterAll(() => ledger.drop())

  const decide = (
    slots: readonly DueSlot[],
    {
      writer = 'a',
      overlap = 'queue',
      supersedes = true,
    }: { writer?: string; overlap?: 'queue' | 'skip'; supersedes?: boolean } = {},
  ) =>
    decideSlots(ledger.db, {
      dataset: 'registro',
      slots,
      overlap,
      supersedes,
      maxAttempts: 3,
      deadlineMinutes: undefined,
      writer,
    })
  const runs = () =>
    ledger.rows(`select state, reason from sync.runs order by slot_at, requested_at`)
  const slots = () =>
    ledger.rows(
      `select extract(minute from slot_at)::int as minute, passed_over, run_id is not null as has_run
       from sync.slots order by slot_at`,
    )

  it('make one run when several schedulers decide them at once', async () => {
    const decisions = await Promise.all(
      ['a', 'b', 'c', 'd'].map((writer) => decide([{ at: minute(0) }], { writer })),
    )

    expect(decisions.flatMap((decided) => decided.runs)).toHaveLength(1)
    expect(await ledger.rows('select request_key from sync.runs')).toEqual([
      { request_key: slotKey('registro', minute(0)) },
    ])
  })

  it('that are passed over get no run, and the newest run supersedes what never started', async () => {
    await decide([{ at: minute(0) }])
    const { runs: made } = await decide([
      { at: minute(15), passedOver: 'late' },
      { at: minute(30), passedOver: 'caught_up' },
      { at: minute(45) },
    ])

    expect(made).toEqual([{ runId: expect.any(String), slotAt: minute(45) }])
    expect(await runs()).toEqual([
      { state: 'cancelled', reason: `superseded by ${String(made[0]?.runId)}` },
      { state: 'queued', reason: null },
    ])
    expect(await slots()).toEqual([
      { minute: 0, passed_over: null, has_run: true },
      { minute: 15, passed_over: 'late', has_run: false },
      { minute: 30, passed_over: 'caught_up', has_run: false },
      { minute: 45, passed_over: null, has_run: true },
    ])
    const { decidedUntil } = await decidedSlots(ledger.db, ['registro'])
    expect(decidedUntil.get('registro')).toEqual(minute(45))
  })

  it('that are all to be made good each get their run, the oldest first', async () => {
    const { runs: made } = await decide([{ at: minute(0) }, { at: minute(15) }], {
      supersedes: false,
    })

    expect(made.map(({ slotAt }) => slotAt)).toEqual([minute(0), minute(15)])
    expect(await runs()).toEqual([
      { state: 'queued', reason: null },
      { state: 'queued', reason: null },
    ])
  })

  it.each(['queued', 'running', 'waiting'])(
    'get no run while the last one is %s, where that is to be skipped',
    async (state) => {
      const runId = await ledger.request(`before-${state}`)
      await ledger.db.raw('update sync.runs set state = ? where id = ?', [state, runId])

      const decided = await decide([{ at: minute(0) }], { overlap: 'skip' })

      expect(decided).toEqual({ runs: [], passedOver: [{ slotAt: minute(0), why: 'overlap' }] })
      expect(await slots()).toEqual([{ minute: 0, passed_over: 'overlap', has_run: false }])
    },
  )

  it.each(['held', 'failed'])(
    'get their run while the last one is %s, also where overlaps are skipped',
    async (state) => {
      const runId = await ledger.request(`before-${state}`)
      await ledger.db.raw(
        `update sync.runs set state = :state,
           finished_at = case when :state = 'failed' then now() end where id = :runId`,
        { state, runId },
      )
      const decided = await decide([{ at: minute(0) }], { overlap: 'skip' })
      expect(decided.runs).toHaveLength(1)
    },
  )

  it.each(['registro', allDatasets])('are left out while %s is paused', async (paused) => {
    await pauseSchedule(ledger.db, { dataset: paused, by: 'ana' })
    const decided = await decide([{ at: minute(0) }])
    expect(decided).toEqual({ runs: [], passedOver: [{ slotAt: minute(0), why: 'paused' }] })

    await resumeSchedule(ledger.db, { dataset: paused, writer: 'w' })
    expect((await decide([{ at: minute(15) }])).runs).toHaveLength(1)
  })

  it('of a new dataset count from when it was first heard of, whoever asks later', async () => {
    const first = await decidedSlots(ledger.db, ['nuevo'])
    const later = await decidedSlots(ledger.db, ['nuevo'])

    const heardOf = first.decidedUntil.get('nuevo')?.getTime() ?? 0
    expect(first.now.getTime() - heardOf).toBeLessThan(10_000)
    expect(later.decidedUntil).toEqual(first.decidedUntil)
  })
})

describe('the ledger', () => {
  it('migrates once, whoever asks and however often', async () => {
    const ledger = await createLedgerDatabase()
    try {
      const again = await Promise.all([migrateLedger(ledger.db), migrateLedger(ledger.db)])
      expect(again).toEqual([[], []])
    } finally {
      await ledger.drop()
    }
  })

  it('never forgets nor changes an audit entry', async () => {
    const ledger = await createLedgerDatabase()
    try {
      await ledger.db.raw(
        `insert into sync.audit (actor, action, subject, address, outcome)
         values ('ana', 'run.request', 'registro', '127.0.0.1', 'accepted')`,
      )
      for (const change of [
        'delete from sync.audit',
        `update sync.audit set actor = 'otro'`,
        'truncate sync.audit',
      ]) {
        await expect(ledger.db.raw(change)).rejects.toThrow('only grows')
      }
    } finally {
      await ledger.drop()
    }
  })
})
