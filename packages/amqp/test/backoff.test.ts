import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { backoffMs, createPauses } from '../src/backoff.ts'

const options = { firstMs: 200, maxMs: 5_000 }

describe('backoffMs', () => {
  it('stays between half of the doubled pause and the limit, after any number of failures', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (failures) => {
        const pauseMs = backoffMs(failures, options)
        const fullMs = Math.min(5_000, 200 * 2 ** (failures - 1))
        return pauseMs >= fullMs / 2 && pauseMs <= fullMs
      }),
    )
  })
})

describe('createPauses', () => {
  it('starts again after a success', () => {
    const pauses = createPauses(options)
    for (let failures = 0; failures < 10; failures += 1) pauses.nextMs()
    expect(pauses.nextMs()).toBeGreaterThanOrEqual(2_500)

    pauses.reset()

    expect(pauses.nextMs()).toBeLessThanOrEqual(200)
  })
})
