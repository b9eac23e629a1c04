import { describe, expect, it } from '@jest/globals'
import { digestOf } from '@aaps-data/contracts'
import { emptyDigest, shiftDigest } from '../src/digest/shift-digest.ts'

const digest = (first: bigint, second: bigint) =>
  digestOf({ first_sum: String(first), second_sum: String(second) })

describe('a shifted digest', () => {
  it('is the digest of the rows that are there then', () => {
    const before = digest(5n, -7n)
    const added = digest(2n ** 63n, 1n)
    const removed = digest(6n, -8n)
    expect(shiftDigest(before, { added, removed })).toBe(digest(2n ** 63n - 1n, 2n))
  })

  it('comes back when the rows go again', () => {
    const before = digest(2n ** 70n + 3n, -(2n ** 69n))
    const some = digest(123_456_789n, -987_654_321n)
    const grown = shiftDigest(before, { added: some, removed: emptyDigest })
    expect(shiftDigest(grown, { added: emptyDigest, removed: some })).toBe(before)
  })
})
