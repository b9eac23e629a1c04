import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { reportError, SyncError } from '@aaps-data/contracts'
import {
  allDatasets,
  cancelQueued,
  cancelRun,
  claimRun,
  endAttempt,
  holdDataset,
  keepLease,
  listPauses,
  openAttemptLedger,
  pauseSchedule,
  requestRun,
  resumeSchedule,
  sweep,
  takeAllowance,
  type Claim,
} from '../src/index.ts'
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.ts'

const failure = reportError(new SyncError('SOURCE_UNREACHABLE'))
let ledger: LedgerDatabase
let counter = 0
const newKey = () => `key-${counter++}`

beforeAll(async () => {
  ledger = await createLedgerDatabase()
})
afterAll(() => ledger.drop())
beforeEach(async () => {
  await ledger.db.raw(
    'truncate sync.runs, sync.datasets, sync.outbox, sync.pauses, sync.publishers cascade',
  )
})

const claim = async (runId: string): Promise<Claim> => {
  const claimed = await claimRun(ledger.db, { runId, worker: 'w1', leaseMs: 60_000 })
  if (typeof claimed === 'string') throw new Error(`Not claimed: ${claimed}`)
  return claimed
}
const cancel = (runId: string) => cancelRun(ledger.db, { runId, by: 'ana', writer: 'w' })
const sweepUp = () => sweep(ledger.db, { nudgeAfterMs: 60_000, limit: 100, writer: 's' })
const requestWith = async (options: {
  readonly deadlineMinutes?: number
  readonly reply?: { readonly key: string; readonly correlationId: string }
}): Promise<string> => {
  const { runId } = await requestRun(
    ledger.db,
    {
      dataset: 'registro',
      class: 'scheduled',
      origin: 'slot',
      key: newKey(),
      requestedBy: 'scheduler',
      maxAttempts: 3,
      ...options,
    },
    'w',
  )
  return runId
}
const sent = (exchange: string) =>
  ledger.rows(
    `select routing_key, body -> 'data' as data from sync.outbox where exchange = ? order by id`,
    [exchange],
  )

describe('a run that somebody wants cancelled', () => {
  it.each(['queued', 'waiting'])('is cancelled at once while it is %s', async (state) => {
    const runId = await ledger.request(newKey())
    if (state === 'waiting') {
      const error = failure
      await endAttempt(
        ledger.db,
        await claim(runId),
        { next: 'waiting', delayMs: 9_000, error },
        'w',
      )
    }
    expect(await cancel(runId)).toBe('cancelled')

    expect(await ledger.run(runId)).toMatchObject({
      state: 'cancelled',
      reason: 'cancelled by ana',
      finished_at: expect.any(Date),
    })
    expect((await sent('sync.events')).at(-1)).toMatchObject({
      routing_key: 'run.cancelled.registro',
    })
    expect(await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 1_000 })).toBe('cancelled')
  })

  it('lets the next one of its dataset start, which was refused before', async () => {
    const runId = await ledger.request(newKey())
    const next = await ledger.request(newKey())
    await holdDataset(ledger.db, 'registro', async () => {
      expect(await claimRun(ledger.db, { runId: next, worker: 'w', leaseMs: 1_000 })).toBe('busy')
    })
    await ledger.db.raw('delete from sync.outbox')

    await cancel(runId)

    expect(await sent('sync.commands')).toMatchObject([{ data: { runId: next } }])
  })

  it('is told to its attempt by a notice and by the heartbeat, and ends cancelled', async () => {
    const runId = await ledger.request(newKey())
    const claimed = await claim(runId)
    expect(await keepLease(ledger.db, claimed, 60_000)).toBe('kept')

    expect(await cancel(runId)).toBe('asked')
    expect(await cancel(runId)).toBe('asked')

    expect(await sent('sync.control')).toEqual([{ routing_key: 'cancel', data: { runId } }])
    expect(await keepLease(ledger.db, claimed, 60_000)).toBe('cancelled')
    const error = reportError(new SyncError('RUN_CANCELLED'))
    expect(await endAttempt(ledger.db, claimed, { next: 'cancelled', error }, 'w')).toBe(true)
    expect(await ledger.run(runId)).toMatchObject({
      state: 'cancelled',
      reason: 'cancelled by ana',
      error: null,
      cancel_asked_by: null,
    })
    expect(await ledger.rows('select outcome from sync.attempts')).toEqual([
      { outcome: 'cancelled' },
    ])
    expect(await claim(await ledger.request(newKey()))).toMatchObject({ fence: 2 })
  })

  it('is told to the heartbeat also while its apply holds the lease', async () => {
    const claimed = await claim(await ledger.request(newKey()))
    await ledger.db.transaction(async (transaction) => {
      await openAttemptLedger(ledger.db, claimed, 'w').lockFence(transaction)
      expect(await keepLease(ledger.db, claimed, 60_000)).toBe('locked')
      await cancel(claimed.runId)
      expect(await keepLease(ledger.db, claimed, 60_000)).toBe('cancelled')
    })
  })

  it.each([
    ['waiting', { next: 'waiting', delayMs: 1_000, error: failure }],
    ['deferred', { next: 'deferred', delayMs: 0, error: failure }],
  ] as const)('is not tried again when its attempt ends %s', async (_name, end) => {
    const claimed = await claim(await ledger.request(newKey()))
    await cancel(claimed.runId)
    await endAttempt(ledger.db, claimed, end, 'w')
    expect(await ledger.run(claimed.runId)).toMatchObject({ state: 'cancelled' })
  })

  it('is not tried again when its worker is dead', async () => {
    const claimed = await claim(await ledger.request(newKey()))
    await cancel(claimed.runId)
    await ledger.expireLeases()
    await sweepUp()
    expect(await ledger.run(claimed.runId)).toMatchObject({ state: 'cancelled' })
  })

  it('keeps the failure that it ended in before it could be stopped', async () => {
    const claimed = await claim(await ledger.request(newKey()))
    await cancel(claimed.runId)
    await endAttempt(ledger.db, claimed, { next: 'failed', error: failure }, 'w')
    expect(await ledger.run(claimed.runId)).toMatchObject({
      state: 'failed',
      error: { code: 'SOURCE_UNREACHABLE' },
    })
    expect(await cancel(claimed.runId)).toBe('failed')
  })

  it('is unknown when the ledger does not have it', async () => {
    expect(await cancel('00000000-0000-5000-8000-000000000000')).toBe('unknown')
  })

  it('may be one of all that wait for a dataset, and leaves the one that runs alone', async () => {
    const running = await ledger.request(newKey())
    await claim(running)
    const queued = [await ledger.request(newKey()), await ledger.request(newKey())]
    const other = await ledger.request(newKey(), { dataset: 'geo' })

    const cancelled = await cancelQueued(ledger.db, { dataset: 'registro', by: 'ana', writer: 'w' })

    expect(cancelled).toEqual(queued)
    const states = await ledger.rows('select id, state from sync.runs')
    expect(new Map(states.map(({ id, state }) => [id, state]))).toEqual(
      new Map([
        [running, 'running'],
        [other, 'queued'],
        ...queued.map((id) => [id, 'cancelled'] as const),
      ]),
    )
  })
})

describe('a run with a deadline', () => {
  it('is not claimed after it, and fails', async () => {
    const runId = await requestWith({ deadlineMinutes: 60 })
    await ledger.db.raw(`update sync.runs set deadline_at = now() - interval '1 s'`)

    expect(await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 1_000 })).toBe('overdue')
    expect(await sweepUp()).toMatchObject({ overdue: 1 })

    expect(await ledger.run(runId)).toMatchObject({
      state: 'failed',
      reason: 'deadline',
      error: { code: 'DEADLINE_PASSED' },
    })
  })

  it('fails with what was the matter when its next attempt would come after it', async () => {
    const claimed = await claim(await requestWith({ deadlineMinutes: 60 }))
    const end = { next: 'waiting', delayMs: 3_601_000, error: failure } as const
    await endAttempt(ledger.db, claimed, end, 'w')

    expect(await ledger.run(claimed.runId)).toMatchObject({
      state: 'failed',
      reason: 'deadline',
      error: { code: 'SOURCE_UNREACHABLE' },
    })
  })

  it('waits for an attempt before it', async () => {
    const claimed = await claim(await requestWith({ deadlineMinutes: 60 }))
    const end = { next: 'waiting', delayMs: 3_000_000, error: failure } as const
    await endAttempt(ledger.db, claimed, end, 'w')
    expect(await ledger.run(claimed.runId)).toMatchObject({ state: 'waiting' })
    expect(await sweepUp()).toMatchObject({ overdue: 0 })
  })
})

describe('a paused schedule', () => {
  it.each(['registro', allDatasets])(
    'starts no scheduled run while %s is paused',
    async (paused) => {
      const scheduled = await requestWith({})
      const asked = await ledger.request(newKey())
      const claimOf = (runId: string) =>
        claimRun(ledger.db, { runId, worker: 'w', leaseMs: 60_000 })
      expect(await pauseSchedule(ledger.db, { dataset: paused, by: 'ana', note: 'obras' })).toBe(
        true,
      )
      expect(await pauseSchedule(ledger.db, { dataset: paused, by: 'eva' })).toBe(false)
      expect(await listPauses(ledger.db)).toEqual([
        { dataset: paused, by: 'ana', note: 'obras', at: expect.stringMatching(/^2.*Z$/) },
      ])
      await ledger.db.raw('delete from sync.outbox')

      expect(await claimOf(scheduled)).toBe('paused')
      expect(await sweepUp()).toMatchObject({ nudged: 0 })
      const people = await claimOf(asked)
      expect(people).toMatchObject({ runId: asked })
      await endAttempt(ledger.db, people as Claim, { next: 'failed', error: failure }, 'w')
      expect(await sent('sync.commands')).toEqual([])

      expect(await resumeSchedule(ledger.db, { dataset: paused, writer: 'w' })).toBe(true)
      expect(await resumeSchedule(ledger.db, { dataset: paused, writer: 'w' })).toBe(false)
      expect(await sent('sync.commands')).toMatchObject([{ data: { runId: scheduled } }])
      expect(await claimOf(scheduled)).toMatchObject({ runId: scheduled })
    },
  )

  it('stays paused when all are resumed and it is paused by itself', async () => {
    const runId = await requestWith({})
    await pauseSchedule(ledger.db, { dataset: 'registro', by: 'ana' })
    await pauseSchedule(ledger.db, { dataset: allDatasets, by: 'ana' })
    await resumeSchedule(ledger.db, { dataset: allDatasets, writer: 'w' })
    expect(await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 1_000 })).toBe('paused')
  })
})

describe('who asked and wants to hear', () => {
  it('is told the end of the run, once, with its counts or its code', async () => {
    const reply = { key: 'reply.padron.q1', correlationId: 'c-7' }
    const claimed = await claim(await requestWith({ reply }))
    expect(await sent('sync.replies')).toEqual([])
    await endAttempt(ledger.db, claimed, { next: 'failed', error: failure }, 'w')

    expect(await sent('sync.replies')).toEqual([
      {
        routing_key: 'reply.padron.q1',
        data: {
          requestId: 'c-7',
          answer: 'finished',
          runId: claimed.runId,
          dataset: 'registro',
          state: 'failed',
          code: 'SOURCE_UNREACHABLE',
        },
      },
    ])
  })
})

describe('what a publisher may ask for', () => {
  it('is so many at once, whoever counts, and comes back over a minute', async () => {
    const take = () => takeAllowance(ledger.db, { publisher: 'padron', perMinute: 3 })
    const taken = await Promise.all([take(), take(), take(), take(), take()])
    expect(taken.filter(Boolean)).toHaveLength(3)

    await ledger.db.raw(`update sync.publishers set counted_at = now() - interval '21 s'`)
    expect([await take(), await take()]).toEqual([true, false])
    expect(await takeAllowance(ledger.db, { publisher: 'otro', perMinute: 3 })).toBe(true)
  })
})

describe('a run that kills its worker', () => {
  it('comes again at once after the first loss, and later and later after more', async () => {
    const runId = await ledger.request(newKey(), { maxAttempts: 5 })
    const delays: number[] = []
    for (let loss = 0; loss < 4; loss += 1) {
      await ledger.db.raw('update sync.runs set not_before = now()')
      await claim(runId)
      await ledger.expireLeases()
      await sweepUp()
      const [row] = await ledger.rows(
        `select extract(epoch from not_before - changed_at)::float as s from sync.runs`,
      )
      delays.push(Number(row?.['s']))
    }
    const [first = 1, second = 0, third = 0, fourth = 0] = delays
    expect(first).toBeLessThan(0.1)
    expect(second).toBeGreaterThan(1.9)
    expect(second).toBeLessThan(4.1)
    expect(third).toBeGreaterThan(7.9)
    expect(third).toBeLessThan(16.1)
    expect(fourth).toBeGreaterThan(31.9)
    expect(fourth).toBeLessThan(64.1)
  })
})
