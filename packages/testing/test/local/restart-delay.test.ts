import { describe, expect, it } from '@jest/globals'
import { restartDelayMs } from '../../../../deploy/local/restart-delay.ts'

describe('restartDelayMs', () => {
  it('doubles from one second up to thirty while the service dies at once', () => {
    const delays: number[] = []
    for (let restart = 0; restart < 7; restart += 1) {
      delays.push(restartDelayMs({ previousDelayMs: delays.at(-1), aliveMs: 50 }))
    }
    expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  it('begins anew after a minute of life', () => {
    expect(restartDelayMs({ previousDelayMs: 30_000, aliveMs: 60_000 })).toBe(1000)
    expect(restartDelayMs({ previousDelayMs: 8000, aliveMs: 59_999 })).toBe(16_000)
  })
})
