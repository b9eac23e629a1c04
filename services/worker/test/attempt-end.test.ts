import { describe, expect, it } from '@jest/globals'
import { SyncError } from '@aaps-data/contracts'
import { attemptEndOf } from '../src/attempt-end.ts'

const circumstances = {
  policy: { maxAttempts: 5, firstDelaySeconds: 10, longestDelaySeconds: 60, byCode: new Map() },
  claim: { runId: 'r', dataset: 'registro', attempt: 5, attemptsLeft: 3, fence: 7 },
  random: () => 0.999,
  now: () => new Date('2026-11-24T12:00:00Z'),
}

describe('attemptEndOf', () => {
  it('tries again later, longer with each attempt that was used up, when the failure may pass', () => {
    const end = attemptEndOf(new SyncError('SOURCE_UNREACHABLE'), circumstances)
    expect(end).toMatchObject({
      next: 'waiting',
      delayMs: 20_000,
      error: { code: 'SOURCE_UNREACHABLE' },
    })
  })

  it('goes by the limits of the code where it has its own', () => {
    const own = { maxAttempts: 4, firstDelaySeconds: 1, longestDelaySeconds: 4 }
    const policy = { ...circumstances.policy, byCode: new Map([['TARGET_LOCKED' as const, own]]) }
    const endAfter = (attemptsLeft: number) =>
      attemptEndOf(new SyncError('TARGET_LOCKED'), {
        ...circumstances,
        policy,
        claim: { attemptsLeft },
      })

    expect(endAfter(3)).toMatchObject({ next: 'waiting', delayMs: 2_000 })
    expect(endAfter(2)).toMatchObject({ next: 'waiting', delayMs: 4_000 })
    expect(endAfter(1)).toMatchObject({ next: 'failed', error: { code: 'TARGET_LOCKED' } })
  })

  it('ends a run that somebody wants cancelled', () => {
    expect(attemptEndOf(new SyncError('RUN_CANCELLED'), circumstances)).toMatchObject({
      next: 'cancelled',
    })
  })

  it('fails at once when trying again would not help', () => {
    expect(attemptEndOf(new SyncError('SOURCE_TABLE_MISSING'), circumstances)).toMatchObject({
      next: 'failed',
    })
  })

  it('puts a run back without counting the attempt when the worker is stopped', () => {
    expect(attemptEndOf(new SyncError('WORKER_STOPPING'), circumstances)).toMatchObject({
      next: 'deferred',
      delayMs: 0,
    })
  })

  it('puts a run back until its source may be read again', () => {
    const closed = new SyncError('SOURCE_CLOSED', { until: '2026-11-24T12:30:00.000Z' })
    expect(attemptEndOf(closed, circumstances)).toMatchObject({
      next: 'deferred',
      delayMs: 1_800_000,
    })
  })

  it('treats anything unknown as a defect that is tried again, and keeps its cause', () => {
    const end = attemptEndOf(new TypeError('x is not a function'), circumstances)
    expect(end).toMatchObject({
      next: 'waiting',
      error: { code: 'DEFECT', causes: [{ name: 'TypeError', message: 'x is not a function' }] },
    })
  })

  it('keeps no password of a cause', () => {
    const cause = new Error('cannot reach postgres://sync:s3cret@db/siirays')
    const end = attemptEndOf(new SyncError('SOURCE_UNREACHABLE', {}, cause), circumstances)
    expect(JSON.stringify(end)).not.toContain('s3cret')
  })
})
