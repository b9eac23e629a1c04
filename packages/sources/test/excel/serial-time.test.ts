import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { timeOfSerial } from '../../src/excel/serial-time.ts'

describe('timeOfSerial', () => {
  it.each([
    [1, 1900, '1900-01-01 00:00:00.000'],
    [59, 1900, '1900-02-28 00:00:00.000'],
    [60, 1900, undefined],
    [61, 1900, '1900-03-01 00:00:00.000'],
    [45_351.5, 1900, '2024-02-29 12:00:00.000'],
    [2_958_465.999999, 1900, '9999-12-31 23:59:59.914'],
    [2_958_466, 1900, undefined],
    [0.5, 1900, undefined],
    [-1, 1900, undefined],
    [0, 1904, '1904-01-01 00:00:00.000'],
    [43_889.25, 1904, '2024-02-29 06:00:00.000'],
    [Number.NaN, 1904, undefined],
  ] as const)('gives the time of %d in the system of %d', (serial, system, expected) => {
    expect(timeOfSerial(serial, system)).toBe(expected)
  })

  it('gives every time to the millisecond, in order', () => {
    const day = fc.integer({ min: 61, max: 2_958_465 })
    const ms = fc.integer({ min: 0, max: 86_399_999 })
    fc.assert(
      fc.property(day, ms, (days, part) => {
        const expected = new Date(Date.UTC(1899, 11, 30) + days * 86_400_000 + part)
        expect(timeOfSerial(days + part / 86_400_000, 1900)).toBe(
          expected.toISOString().slice(0, -1).replace('T', ' '),
        )
      }),
    )
  })
})
