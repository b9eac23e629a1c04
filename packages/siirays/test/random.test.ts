import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { pickDistinct } from '../src/sample/pick-distinct.ts'
import { createRandom } from '../src/sample/random.ts'

const draws = (count: number, ...seeds: readonly (string | number)[]) => {
  const random = createRandom(...seeds)
  return Array.from({ length: count }, () => random.integer(0, 999))
}

describe('createRandom', () => {
  it('gives these numbers for this seed, on every machine', () => {
    expect(draws(6, 1, 'epsa', 42)).toEqual([935, 832, 213, 743, 509, 28])
  })

  it('gives another stream for any other part of the seed', () => {
    const streams = [
      draws(20, 1, 'epsa', 1),
      draws(20, 2, 'epsa', 1),
      draws(20, 1, 'rar', 1),
      draws(20, 1, 'epsa', 2),
    ]

    expect(new Set(streams.map(String)).size).toBe(4)
  })

  it('stays within its bounds and reaches both', () => {
    const random = createRandom('bounds')
    const drawn = Array.from({ length: 1000 }, () => random.integer(3, 7))

    expect([...new Set(drawn)].sort()).toEqual([3, 4, 5, 6, 7])
  })

  it('comes true about as often as asked for', () => {
    const random = createRandom('chance')
    const hits = Array.from({ length: 10_000 }, () => random.chance(0.25)).filter(Boolean).length

    expect(hits).toBeGreaterThan(2300)
    expect(hits).toBeLessThan(2700)
  })
})

describe('pickDistinct', () => {
  it('picks as many different numbers as asked for, in order and below the bound', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.integer(), (a, b, seed) => {
        const [count, bound] = [Math.min(a, b), Math.max(a, b)]
        const picked = pickDistinct(createRandom(seed), count, bound)
        expect(picked).toHaveLength(count)
        expect(picked).toEqual([...new Set(picked)].sort((left, right) => left - right))
        expect(picked.every((number) => number >= 0 && number < bound)).toBe(true)
      }),
    )
  })
})
