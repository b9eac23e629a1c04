import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { connectionVariable, retryDelaySeconds } from '../src/index.ts'

const policy = { maxAttempts: 5, firstDelaySeconds: 30, longestDelaySeconds: 900 }

describe('retryDelaySeconds', () => {
  it('doubles its bound with each attempt, up to the longest delay', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7].map((attempt) =>
      retryDelaySeconds(policy, attempt, () => 1 - Number.EPSILON),
    )

    expect(longest).toEqual([30, 60, 120, 240, 480, 900, 900])
  })

  it('draws from the upper half of the bound', () => {
    expect(retryDelaySeconds(policy, 2, () => 0)).toBe(30)
    expect(retryDelaySeconds(policy, 2, () => 0.5)).toBe(45)
  })

  it('is a whole number from 1 to the longest delay for any attempt', () => {
    const seconds = fc.integer({ min: 1, max: 86_400 })
    const drawn = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(
        seconds,
        seconds,
        fc.integer({ min: 1, max: 2000 }),
        drawn,
        (a, b, attempt, x) => {
          const longestDelaySeconds = Math.max(a, b)
          const delay = retryDelaySeconds(
            { maxAttempts: 5, firstDelaySeconds: Math.min(a, b), longestDelaySeconds },
            attempt,
            () => x,
          )
          expect(Number.isInteger(delay)).toBe(true)
          expect(delay).toBeGreaterThanOrEqual(1)
          expect(delay).toBeLessThanOrEqual(longestDelaySeconds)
        },
      ),
    )
  })
})

describe('connectionVariable', () => {
  it('names the variable that holds the URL of a connection', () => {
    expect(connectionVariable('siirays')).toBe('SOURCE_SIIRAYS_URL')
    expect(connectionVariable('sarh_2')).toBe('SOURCE_SARH_2_URL')
  })
})
