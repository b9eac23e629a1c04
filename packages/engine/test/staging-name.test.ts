import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fenceOfStaging, stagingName, stagingPrefix } from '../src/sql/staging-name.ts'

const anyName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 })
const anyFence = fc.nat()

describe('stagingName', () => {
  it('never exceeds 63 bytes, and tells its dataset and fence', () => {
    fc.assert(
      fc.property(anyName, anyFence, anyName, (dataset, fence, table) => {
        const name = stagingName(dataset, fence, table)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
        expect(name.startsWith(stagingPrefix(dataset))).toBe(true)
        expect(fenceOfStaging(name)).toBe(fence)
      }),
    )
  })

  it('differs for long names that differ only at their end', () => {
    const long = 'a'.repeat(60)
    expect(stagingName('registro', 7, `${long}1`)).not.toBe(stagingName('registro', 7, `${long}2`))
  })

  it('gives no fence to a name that is none of ours', () => {
    expect(fenceOfStaging('epsa')).toBeUndefined()
  })
})
