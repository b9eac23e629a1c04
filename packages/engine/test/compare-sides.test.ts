import { describe, expect, it } from '@jest/globals'
import type { BucketDigest, BucketLevel, KeyDigest } from '@aaps-data/contracts'
import { compareSides, type DigestSide } from '../src/verify/compare-sides.ts'

const signal = new AbortController().signal

/** Rows in memory: a key's hash is the key itself, and its digest is its value. */
function aSide(rows: ReadonlyMap<number, string>): DigestSide & { readonly given: () => number } {
  let given = 0
  const select = ({ depth, within }: BucketLevel) =>
    [...rows].filter(([key]) => depth === 1 || within.includes(key % 1024 ** (depth - 1)))
  return {
    given: () => given,
    digestBuckets(level) {
      const buckets = new Map<number, BucketDigest>()
      for (const [key, value] of select(level)) {
        const bucket = key % 1024 ** level.depth
        const { rows: before, digest } = buckets.get(bucket) ?? { rows: 0, digest: '' }
        buckets.set(bucket, { bucket, rows: before + 1, digest: digest + value })
      }
      return Promise.resolve([...buckets.values()])
    },
    digestKeys(level) {
      const keys = select(level).map(([key, digest]): KeyDigest => ({
        key: [String(key)],
        rows: 1,
        digest,
      }))
      given += keys.length
      return Promise.resolve(keys)
    },
  }
}

const numbered = (count: number, step = 1) =>
  new Map(Array.from({ length: count }, (_, place) => [place * step, '.']))

const compare = (source: DigestSide, target: DigestSide) =>
  compareSides({ source, target, areApart: true }, signal)

describe('compareSides', () => {
  it('lists no key of equal sides', async () => {
    const [source, target] = [aSide(numbered(5_000)), aSide(numbered(5_000))]
    expect(await compare(source, target)).toEqual({
      sourceRows: 5_000,
      targetRows: 5_000,
      isEqual: true,
      differences: [],
      total: 0,
    })
    expect(source.given() + target.given()).toBe(0)
  })

  it('takes two empty sides for equal', async () => {
    expect(await compare(aSide(new Map()), aSide(new Map()))).toMatchObject({ isEqual: true })
  })

  it('finds what is missing, extra and different, whatever the number of rows', async () => {
    const changed = numbered(200_000)
    changed.delete(7)
    changed.set(150_001, 'x').set(900_000, '.')
    const [source, target] = [aSide(numbered(200_000)), aSide(changed)]
    expect(await compare(source, target)).toMatchObject({
      isEqual: false,
      total: 3,
      differences: [
        { kind: 'different', key: ['150001'] },
        { kind: 'missing', key: ['7'], sourceRows: 1, targetRows: 0 },
        { kind: 'extra', key: ['900000'], sourceRows: 0, targetRows: 1 },
      ],
    })
    expect(source.given() + target.given()).toBeLessThan(1_500)
  })

  it('goes down where a bucket holds many rows', async () => {
    // All of them share the lowest ten bits.
    const changed = numbered(50_000, 1024)
    changed.set(1024 * 4_711, 'x')
    const [source, target] = [aSide(numbered(50_000, 1024)), aSide(changed)]
    expect(await compare(source, target)).toMatchObject({
      total: 1,
      differences: [{ kind: 'different', key: [String(1024 * 4_711)] }],
    })
    expect(source.given()).toBeLessThan(100)
  })

  it('lists a hundred keys and no total when everything differs', async () => {
    const [source, target] = [aSide(numbered(200_000)), aSide(new Map())]
    const { differences, ...rest } = await compare(source, target)
    expect(differences).toHaveLength(100)
    expect(rest).toEqual({ sourceRows: 200_000, targetRows: 0, isEqual: false, total: undefined })
    expect(source.given()).toBeLessThan(21_000)
  })

  it('throws the reason of an abort', async () => {
    const aborted = AbortSignal.abort(new Error('Enough'))
    const sides = { source: aSide(new Map()), target: aSide(new Map()), areApart: true }
    await expect(compareSides(sides, aborted)).rejects.toThrow('Enough')
  })
})
