import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { holdLease } from '../src/hold-lease.ts'

const claim = { runId: 'r', dataset: 'registro', attempt: 1, attemptsLeft: 2, fence: 3 }

describe('holdLease', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 })
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  it('prolongs the lease four times in its length', async () => {
    let beats = 0
    const lease = holdLease({
      claim,
      leaseMs: 4_000,
      keep: () => {
        beats += 1
        return Promise.resolve('kept')
      },
      onFailure: () => undefined,
    })
    await jest.advanceTimersByTimeAsync(4_000)
    await lease.release()
    await jest.advanceTimersByTimeAsync(4_000)

    expect(beats).toBe(4)
    expect(lease.signal.aborted).toBe(false)
  })

  it('aborts at once when somebody else has the dataset', async () => {
    const lease = holdLease({
      claim,
      leaseMs: 4_000,
      keep: () => Promise.resolve('lost'),
      onFailure: () => undefined,
    })
    await jest.advanceTimersByTimeAsync(1_000)

    expect(lease.signal.reason).toMatchObject({ code: 'LEASE_LOST' })
    await lease.release()
  })

  it('aborts before the lease ends when the ledger does not answer', async () => {
    const failures: unknown[] = []
    const lease = holdLease({
      claim,
      leaseMs: 4_000,
      keep: () => Promise.reject(new Error('no connection')),
      onFailure: (error) => failures.push(error),
    })
    await jest.advanceTimersByTimeAsync(3_000)
    expect(lease.signal.aborted).toBe(false)
    await jest.advanceTimersByTimeAsync(1_000)

    expect(lease.signal.aborted).toBe(true)
    expect(failures.length).toBeGreaterThan(2)
    await lease.release()
  })

  it('lives on while its row is locked by its own apply', async () => {
    const lease = holdLease({
      claim,
      leaseMs: 4_000,
      keep: () => Promise.resolve('locked'),
      onFailure: () => undefined,
    })
    await jest.advanceTimersByTimeAsync(20_000)
    expect(lease.signal.aborted).toBe(false)
    await lease.release()
  })
})
