import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { numberText } from '../../src/excel/number-text.ts'

describe('numberText', () => {
  it.each([
    ['45.299999999999997', '45.3'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['1.0000000000000001E-5', '0.00001'],
    ['1E+21', '1000000000000000000000'],
    ['12345678901234567890.12', '12345678901234567890.12'],
    ['-0', '0'],
    ['007', '7'],
    ['1.50', '1.5'],
    ['0.5', '0.5'],
    ['100', '100'],
    ['-12.25', '-12.25'],
  ])('gives %s as %s', (written, expected) => {
    expect(numberText(written)).toBe(expected)
  })

  it('gives a text without exponent that is the same double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = numberText(value.toPrecision(17))
        expect(text).toMatch(/^-?\d+(\.\d+)?$/)
        expect(Number(text) + 0).toBe(value + 0)
        expect(numberText(text.length < 18 ? text : String(value))).toBe(text)
      }),
    )
  })
})
