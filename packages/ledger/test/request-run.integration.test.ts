import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { decidedSlots, decideSlots, migrateLedger, requestRun, slotKey } from '../src/index.ts'
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
    await expect(
      requestRun(ledger.db, { ...request, dataset: 'seguimiento' }, 'writer'),
    ).rejects.toMatchObject({ code: 'REQUEST_KEY_REUSED' })
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

  beforeAll(async () => {
    ledger = await createLedgerDatabase()
  })
  afterAll(() => ledger.drop())

  const decide = (slots: Date[], writer: string) =>
    decideSlots(ledger.db, { dataset: 'registro', slots, maxAttempts: 3, writer })

  it('make one run when several schedulers decide them at once', async () => {
    const decisions = await Promise.all(
      ['a', 'b', 'c', 'd'].map((writer) => decide([minute(0)], writer)),
    )

    expect(decisions.filter((runId) => runId !== undefined)).toHaveLength(1)
    expect(await ledger.rows('select request_key from sync.runs')).toEqual([
      { request_key: slotKey('registro', minute(0)) },
    ])
  })

  it('that were missed get no run of their own, and the latest supersedes what never started', async () => {
    const runId = await decide([minute(15), minute(30), minute(45)], 'a')

    expect(
      await ledger.rows(
        `select state, reason from sync.runs where dataset = 'registro' order by slot_at`,
      ),
    ).toEqual([
      { state: 'cancelled', reason: `superseded by ${String(runId)}` },
      { state: 'queued', reason: null },
    ])
    expect(
      await ledger.rows('select run_id is null as missed from sync.slots order by slot_at'),
    ).toEqual([{ missed: false }, { missed: true }, { missed: true }, { missed: false }])
    const { decidedUntil } = await decidedSlots(ledger.db, ['registro'])
    expect(decidedUntil.get('registro')).toEqual(minute(45))
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
