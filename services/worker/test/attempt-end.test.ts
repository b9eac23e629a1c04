import { describe, expect, it } from '@jest/globals'
import { SyncError } from '@aaps-data/contracts'
import { attemptEndOf } from '../src/attempt-end.ts'

const circumstances = {
  policy: { maxAttempts: 5, firstDelaySeconds: 10, longestDelaySeconds: 60 },
  claim: { runId: 'r', dataset: 'registro', attempt: 5, attemptsLeft: 3, fence: 7 },
  random: () => 0.999,
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
