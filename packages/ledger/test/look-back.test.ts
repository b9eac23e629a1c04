import { describe, expect, it } from '@jest/globals'
import { createLookBack } from '../src/look-back.ts'

describe('where a look at the outbox begins', () => {
  it('is the beginning once in a while, and else what was seen a while ago', () => {
    const lookBack = createLookBack(500)
    const look = (nowMs: number, ids: string[], isComplete = true): string => {
      const from = lookBack.from(nowMs)
      lookBack.looked(nowMs, { ids, isComplete })
      return from
    }

    expect(look(0, ['7', '10'])).toBe('0')
    expect(look(100, ['11', '9'])).toBe('0')
    expect(look(500, [])).toBe('0')
    expect(look(600, ['30'])).toBe('10')
    expect(look(1_000, ['8'])).toBe('0')
    expect(look(1_499, [])).toBe('11')
    expect(look(1_500, ['31'], false)).toBe('0')
    expect(look(1_600, [])).toBe('11')
    expect(look(2_000, [])).toBe('0')
    expect(look(2_001, [])).toBe('30')
  })

  it('is always the beginning where nothing may be left for a later look', () => {
    const lookBack = createLookBack(0)
    lookBack.looked(0, { ids: ['5'], isComplete: true })
    lookBack.looked(0, { ids: ['6'], isComplete: true })
    expect(lookBack.from(0)).toBe('0')
  })
})
