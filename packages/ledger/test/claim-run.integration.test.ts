import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { reportError, SyncError } from '@aaps-data/contracts'
import {
  claimRun,
  endAttempt,
  holdDataset,
  keepLease,
  openAttemptLedger,
  sweep,
} from '../src/index.ts'
import type { Claim, Receipt } from '../src/index.ts'
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.ts'

const receipt: Receipt = {
  isReconcile: true,
  isPartial: false,
  mode: 'full',
  definitionDigest: 'd',
  notices: [],
  snapshot: { id: '1:1:', takenAt: '2026-11-24T12:00:00.000Z' },
  tables: [
    {
      table: 'epsa',
      read: 'full',
      rows: 3,
      digestTie: 't',
      staged: 3,
      rejected: 0,
      inserted: 1,
      updated: 1,
      deleted: 1,
      unchanged: 1,
      changesKept: 0,
      sourceDigest: 'a:b',
      targetDigest: 'a:b',
    },
  ],
  phaseMs: { stage: 5 },
}

describe('a run and its lease', () => {
  let ledger: LedgerDatabase
  let counter = 0
  const newKey = () => `key-${counter++}`

  beforeAll(async () => {
    ledger = await createLedgerDatabase()
  })
  afterAll(() => ledger.drop())
  beforeEach(async () => {
    await ledger.db.raw('truncate sync.runs, sync.datasets, sync.outbox cascade')
  })

  const claim = async (runId: string, leaseMs = 60_000): Promise<Claim> => {
    const claimed = await claimRun(ledger.db, { runId, worker: 'worker-1', leaseMs })
    if (typeof claimed === 'string') throw new Error(`Not claimed: ${claimed}`)
    return claimed
  }
  const succeed = (claimed: Claim) =>
    ledger.db.transaction(async (transaction) => {
      const attempt = openAttemptLedger(ledger.db, claimed, 'worker-1')
      await attempt.lockFence(transaction)
      await attempt.succeed(transaction, receipt)
    })

  it('is claimed by one worker only, with a growing fence', async () => {
    const runId = await ledger.request(newKey())

    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        claimRun(ledger.db, { runId, worker: `worker-${n}`, leaseMs: 60_000 }),
      ),
    )

    const won = claims.filter((one) => typeof one !== 'string')
    expect(won).toHaveLength(1)
    expect(won[0]).toMatchObject({ dataset: 'registro', attempt: 1, attemptsLeft: 2, fence: 1 })
    expect(claims.filter((one) => one === 'running' || one === 'busy')).toHaveLength(5)
  })

  it('leaves a second run of the dataset in the queue and announces it when the first ends', async () => {
    const first = await ledger.request(newKey())
    const second = await ledger.request(newKey())
    const claimed = await claim(first)
    await ledger.db.raw('delete from sync.outbox')

    expect(await claimRun(ledger.db, { runId: second, worker: 'w2', leaseMs: 1_000 })).toBe('busy')
    await succeed(claimed)

    expect(await ledger.rows('select routing_key from sync.outbox order by id')).toEqual([
      { routing_key: 'run.succeeded.registro' },
      { routing_key: 'command.interactive.registro' },
    ])
    const [{ body }] = (await ledger.rows(
      `select body from sync.outbox where exchange = 'sync.commands'`,
    )) as [{ body: { data: { runId: string } } }]
    expect(body.data.runId).toBe(second)
    expect(await claim(second)).toMatchObject({ fence: 2 })
  })

  it('keeps receipt, totals and the age of the data when it succeeds', async () => {
    const claimed = await claim(await ledger.request(newKey()))

    await succeed(claimed)

    expect(await ledger.run(claimed.runId)).toMatchObject({
      state: 'succeeded',
      inserted: '1',
      updated: '1',
      deleted: '1',
      unchanged: '1',
      seq: 3,
    })
    expect(await openAttemptLedger(ledger.db, claimed, 'w').hasEnded()).toBe(true)
    expect(
      await ledger.rows('select run_id, lease_until, last_success, data_at from sync.datasets'),
    ).toEqual([
      {
        run_id: null,
        lease_until: null,
        last_success: claimed.runId,
        data_at: new Date('2026-11-24T12:00:00.000Z'),
      },
    ])
  })

  it('tells nobody of a success that is rolled back', async () => {
    const claimed = await claim(await ledger.request(newKey()))
    const attempt = openAttemptLedger(ledger.db, claimed, 'worker-1')
    const rolledBack = ledger.db.transaction(async (transaction) => {
      await attempt.lockFence(transaction)
      await attempt.succeed(transaction, receipt)
      throw new Error('no commit')
    })
    await expect(rolledBack).rejects.toThrow('no commit')

    expect(
      await ledger.rows(`select from sync.outbox where routing_key like 'run.succeeded.%'`),
    ).toEqual([])
    expect(await attempt.hasEnded()).toBe(false)
    expect(await ledger.run(claimed.runId)).toMatchObject({ state: 'running' })
  })

  it('goes back to the queue when its worker is dead, and refuses every write of the dead', async () => {
    const lost = await claim(await ledger.request(newKey()))
    await ledger.expireLeases()

    const report = await sweep(ledger.db, { nudgeAfterMs: 60_000, limit: 100, writer: 's' })
    expect(report.takenBack).toEqual([lost.runId])
    expect(await ledger.run(lost.runId)).toMatchObject({ state: 'queued', attempts_left: 2 })
    const taken = await claim(lost.runId)
    expect(taken.attempt).toBe(2)
    expect(taken.fence).toBeGreaterThan(lost.fence)

    await expect(succeed(lost)).rejects.toMatchObject({ code: 'LEASE_LOST' })
    const error = reportError(new SyncError('SOURCE_UNREACHABLE'))
    expect(await endAttempt(ledger.db, lost, { next: 'failed', error }, 'w')).toBe(false)
    expect(await keepLease(ledger.db, lost, 1_000)).toBe('lost')
    await openAttemptLedger(ledger.db, lost, 'w').beginPhase('apply')
    expect(
      await ledger.rows('select number, outcome, phase from sync.attempts order by number'),
    ).toEqual([
      { number: 1, outcome: 'lost', phase: null },
      { number: 2, outcome: null, phase: null },
    ])
    await succeed(taken)
    expect(await ledger.run(lost.runId)).toMatchObject({ state: 'succeeded' })
  })

  it('cannot be taken over while its apply holds the fence, even when the lease is over', async () => {
    const claimed = await claim(await ledger.request(newKey()))
    const attempt = openAttemptLedger(ledger.db, claimed, 'w')
    await ledger.db.transaction(async (transaction) => {
      await ledger.expireLeases()
      await attempt.lockFence(transaction)

      const report = await sweep(ledger.db, { nudgeAfterMs: 60_000, limit: 100, writer: 's' })
      expect(report.takenBack).toEqual([])
      expect(await keepLease(ledger.db, claimed, 1_000)).toBe('locked')
      await attempt.succeed(transaction, receipt)
    })
    expect(await ledger.run(claimed.runId)).toMatchObject({ state: 'succeeded' })
  })

  it('may still say how it failed when its lease ran out in the middle of its apply', async () => {
    const claimed = await claim(await ledger.request(newKey()))
    await ledger.expireLeases()
    await sweep(ledger.db, { nudgeAfterMs: 60_000, limit: 100, writer: 's' })
    const error = reportError(new SyncError('TARGET_CONSTRAINT', { table: 'epsa' }))

    expect(await endAttempt(ledger.db, claimed, { next: 'failed', error }, 'w')).toBe(true)

    expect(await ledger.run(claimed.runId)).toMatchObject({
      state: 'failed',
      error: { code: 'TARGET_CONSTRAINT' },
    })
    expect(await ledger.rows('select outcome from sync.attempts')).toEqual([{ outcome: 'failed' }])
    expect(await claim(await ledger.request(newKey()))).toMatchObject({ attempt: 1 })
  })

  it('waits for its time, is woken, and fails when its attempts are used up', async () => {
    const runId = await ledger.request(newKey(), { maxAttempts: 2 })
    const error = reportError(new SyncError('SOURCE_UNREACHABLE', { source: 'siirays' }))
    const first = await claim(runId)
    await endAttempt(ledger.db, first, { next: 'waiting', delayMs: 60_000, error }, 'w')
    expect(await ledger.run(runId)).toMatchObject({ state: 'waiting', attempts_left: 1 })
    expect(await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 1_000 })).toBe('not_due')
    const early = await sweep(ledger.db, { nudgeAfterMs: 60_000, limit: 100, writer: 's' })
    expect(early.woken).toBe(0)

    await ledger.db.raw('update sync.runs set not_before = now()')
    const due = await sweep(ledger.db, { nudgeAfterMs: 60_000, limit: 100, writer: 's' })
    expect(due.woken).toBe(1)
    const second = await claim(runId)
    await endAttempt(ledger.db, second, { next: 'waiting', delayMs: 60_000, error }, 'w')

    expect(await ledger.run(runId)).toMatchObject({
      state: 'failed',
      attempts_left: 0,
      error: { code: 'SOURCE_UNREACHABLE', details: { source: 'siirays' } },
    })
  })

  it('gets its attempt back when it is deferred', async () => {
    const runId = await ledger.request(newKey(), { maxAttempts: 1 })
    const error = reportError(new SyncError('WORKER_STOPPING'))
    await endAttempt(ledger.db, await claim(runId), { next: 'deferred', delayMs: 0, error }, 'w')

    expect(await ledger.run(runId)).toMatchObject({ state: 'queued', attempts_left: 1, attempt: 1 })
    expect(await claim(runId)).toMatchObject({ attempt: 2, attemptsLeft: 0 })
  })

  it('fails for good when a dead worker used its last attempt', async () => {
    const runId = await ledger.request(newKey(), { maxAttempts: 1 })
    await claim(runId)
    await ledger.expireLeases()

    await sweep(ledger.db, { nudgeAfterMs: 60_000, limit: 100, writer: 's' })

    expect(await ledger.run(runId)).toMatchObject({
      state: 'failed',
      error: { code: 'WORKER_LOST' },
    })
  })

  it('can be claimed as soon as the dataset is free, when its command came during the apply', async () => {
    const first = await claim(await ledger.request(newKey()))
    const second = await ledger.request(newKey())
    await ledger.db.transaction(async (transaction) => {
      await openAttemptLedger(ledger.db, first, 'w').lockFence(transaction)
      expect(await claimRun(ledger.db, { runId: second, worker: 'w', leaseMs: 1_000 })).toBe('busy')
    })
    const error = reportError(new SyncError('SOURCE_COLUMN_MISSING'))
    await endAttempt(ledger.db, first, { next: 'failed', error }, 'w')
    expect(
      await claimRun(ledger.db, { runId: second, worker: 'w', leaseMs: 60_000 }),
    ).toMatchObject({ attempt: 1 })
  })

  it('is not forgotten for long when its dataset was busy and nobody announced it', async () => {
    const runId = await ledger.request(newKey())
    const held = await holdDataset(ledger.db, 'registro', async () => {
      expect(await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 1_000 })).toBe('busy')
      await ledger.db.raw('delete from sync.outbox')
    })
    expect(held).toBeUndefined()
    expect(await ledger.rows(`select body -> 'data' ->> 'runId' as run from sync.outbox`)).toEqual([
      { run: runId },
    ])

    await ledger.db.raw('delete from sync.outbox; update sync.runs set nudged_at = null')
    const report = await sweep(ledger.db, { nudgeAfterMs: 60_000, limit: 100, writer: 's' })
    expect(report.nudged).toBe(1)
  })

  it('does not wait for a transaction that is changing its dataset', async () => {
    const first = await claim(await ledger.request(newKey()))
    await ledger.db.transaction(async (transaction) => {
      await transaction.raw(
        `select sync.end_attempt(?, ?, 'failed', 'failed', interval '0', false, '{}', null, 'w')`,
        [first.runId, first.fence],
      )
      const runId = await ledger.request(newKey())
      expect(await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 1_000 })).toBe('busy')
    })
  })

  it('of one dataset that cannot be taken back does not keep the others', async () => {
    const healthy = await claim(await ledger.request(newKey(), { dataset: 'geo' }))
    await claim(await ledger.request(newKey()))
    await ledger.expireLeases()
    // A state that no function of the ledger leaves behind: the update of the run violates a check.
    await ledger.db.raw(`alter table sync.runs add constraint broken
      check (dataset <> 'registro' or state = 'running') not valid`)
    try {
      const report = await sweep(ledger.db, { nudgeAfterMs: 60_000, limit: 100, writer: 's' })
      expect(report.takenBack).toEqual([healthy.runId])
    } finally {
      await ledger.db.raw('alter table sync.runs drop constraint broken')
    }
  })

  it('is announced again when its command was forgotten', async () => {
    const runId = await ledger.request(newKey())
    await ledger.db.raw('delete from sync.outbox')
    const fresh = await sweep(ledger.db, { nudgeAfterMs: 60_000, limit: 100, writer: 's' })
    expect(fresh.nudged).toBe(0)

    await ledger.db.raw(`update sync.runs set nudged_at = now() - interval '2 min'`)
    const later = await sweep(ledger.db, { nudgeAfterMs: 60_000, limit: 100, writer: 's' })

    expect(later.nudged).toBe(1)
    expect(await ledger.rows(`select body -> 'data' ->> 'runId' as run from sync.outbox`)).toEqual([
      { run: runId },
    ])
  })

  it('is announced once, until a worker has refused it', async () => {
    const first = await claim(await ledger.request(newKey()))
    const second = await ledger.request(newKey())
    await ledger.db.raw('delete from sync.outbox')
    const commands = () =>
      ledger.rows(
        `select body -> 'data' ->> 'runId' as run from sync.outbox where exchange = 'sync.commands'`,
      )

    await succeed(first)
    expect(await commands()).toEqual([])

    const held = await holdDataset(ledger.db, 'registro', async () => {
      expect(await claimRun(ledger.db, { runId: second, worker: 'w', leaseMs: 1_000 })).toBe('busy')
    })
    expect(held).toBeUndefined()
    expect(await commands()).toEqual([{ run: second }])
  })

  it('is announced again ever more seldom while nobody takes it', async () => {
    await ledger.request(newKey())
    const nudgesIn = async (minutes: number) => {
      let nudged = 0
      for (let minute = 0; minute < minutes; minute += 1) {
        await ledger.db.raw(`update sync.runs set nudged_at = nudged_at - interval '1 min'`)
        nudged += (await sweep(ledger.db, { nudgeAfterMs: 30_000, limit: 100, writer: 's' })).nudged
      }
      return nudged
    }
    expect(await nudgesIn(3)).toBe(2)
    expect(await nudgesIn(60)).toBeLessThanOrEqual(15)
    expect(await nudgesIn(60)).toBeGreaterThanOrEqual(11)
  })

  it('cannot start while its dataset is held for a change of its tables, and the other way round', async () => {
    const runId = await ledger.request(newKey())
    await holdDataset(ledger.db, 'registro', async () => {
      expect(await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 1_000 })).toBe('busy')
    })

    await claim(runId)
    const held = await holdDataset(ledger.db, 'registro', () => Promise.resolve('done'))
    expect(held).toBe('busy')
  })

  it('answers unknown for a run that the ledger does not have', async () => {
    const runId = '00000000-0000-5000-8000-000000000000'
    expect(await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 1_000 })).toBe('unknown')
  })
})
