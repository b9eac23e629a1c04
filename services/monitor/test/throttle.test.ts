import { describe, expect, it } from '@jest/globals'
import { createThrottle } from '../src/access/throttle.ts'

function throttleAt(options: { limit?: number; maxKeys?: number } = {}) {
  const clock = { ms: 0 }
  const throttle = createThrottle({
    limit: 2,
    windowMs: 1_000,
    maxKeys: 10,
    ...options,
    nowMs: () => clock.ms,
  })
  return { clock, throttle }
}

describe('createThrottle', () => {
  it('lets a key through up to its limit, and again when the window ended', () => {
    const { clock, throttle } = throttleAt()
    throttle.count('a')
    expect(throttle.retryAfterSeconds('a')).toBe(0)
    throttle.count('a')
    expect(throttle.retryAfterSeconds('a')).toBe(1)
    expect(throttle.retryAfterSeconds('b')).toBe(0)
    clock.ms = 1_000
    expect(throttle.retryAfterSeconds('a')).toBe(0)
  })

  it('forgets a key on demand', () => {
    const { throttle } = throttleAt({ limit: 1 })
    throttle.count('a')
    throttle.forget('a')
    expect(throttle.retryAfterSeconds('a')).toBe(0)
  })

  it('remembers at most so many keys, the newest ones', () => {
    const { throttle } = throttleAt({ limit: 1, maxKeys: 2 })
    for (const key of ['a', 'b', 'c']) throttle.count(key)
    expect(['a', 'b', 'c'].map((key) => throttle.retryAfterSeconds(key))).toEqual([0, 1, 1])
  })
})
