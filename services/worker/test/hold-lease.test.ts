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
      onCancelled: () => undefined,
      onFailure: () => undefined,
    })
    await jest.advanceTimersByTimeAsync(4_000)
    await lease.release()
    await jest.advanceTimersByTimeAsync(4_000)

    expect(beats).toBe(4)
    expect(lease.signal.aborted).toBe(false)
  })

  it('says with each heartbeat that somebody wants the run to stop, and keeps the lease', async () => {
    let told = 0
    const lease = holdLease({
      claim,
      leaseMs: 4_000,
      keep: () => Promise.resolve('cancelled'),
      onCancelled: () => {
        told += 1
      },
      onFailure: () => undefined,
    })
    await jest.advanceTimersByTimeAsync(8_000)
    await lease.release()

    expect(told).toBe(8)
    expect(lease.signal.aborted).toBe(false)
  })

  it('asks at once when it is told to, and once more when it is asking already', async () => {
    let asked = 0
    let atOnce = 0
    let mostAtOnce = 0
    const lease = holdLease({
      claim,
      leaseMs: 4_000,
      keep: async () => {
        asked += 1
        atOnce += 1
        mostAtOnce = Math.max(mostAtOnce, atOnce)
        await Promise.resolve()
        atOnce -= 1
        return 'kept'
      },
      onCancelled: () => undefined,
      onFailure: () => undefined,
    })
    lease.ask()
    lease.ask()
    lease.ask()
    await jest.advanceTimersByTimeAsync(10)
    await lease.release()

    expect({ asked, mostAtOnce }).toEqual({ asked: 2, mostAtOnce: 1 })
  })

  it('aborts at once when somebody else has the dataset', async () => {
    const lease = holdLease({
      claim,
      leaseMs: 4_000,
      keep: () => Promise.resolve('lost'),
      onCancelled: () => undefined,
      onFailure: () => undefined,
    })
    await jest.advanceTimersByTimeAsync(1_000)

    expect(lease.signal.reason).toMatchObject({ code: 'LEASE_LOST' })
    await lease.release()
  })

  it('row 12: aborts before the lease ends when the ledger does not answer', async () => {
    const failures: unknown[] = []
    const lease = holdLease({
      claim,
      leaseMs: 4_000,
      keep: () => Promise.reject(new Error('no connection')),
      onCancelled: () => undefined,
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
      onCancelled: () => undefined,
      onFailure: () => undefined,
    })
    await jest.advanceTimersByTimeAsync(20_000)
    expect(lease.signal.aborted).toBe(false)
    await lease.release()
  })
})
