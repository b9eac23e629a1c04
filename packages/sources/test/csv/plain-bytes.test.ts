import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isPlainDate, isPlainNumber, isPlainTimestamp } from '../../src/csv/plain-bytes.ts'
import { createColumnCoder } from '../../src/encode/column-coder.ts'

const numbers = { decimal: '.', thousands: undefined } as const

describe('a value that is plain already', () => {
  it.each([
    ['numeric', isPlainNumber, '0123456789.-+e '],
    ['date', isPlainDate, '0123456789- '],
    ['timestamp', isPlainTimestamp, '0123456789-: '],
  ] as const)('is what the coder of %s makes of it', (type, isPlain, characters) => {
    const { code } = createColumnCoder({ type }, numbers)
    const likely = {
      numeric: fc.stringMatching(/^-?\d{0,4}(\.\d{0,3})?$/),
      date: fc.stringMatching(/^[012]\d{3}-[01]\d-[0-3]\d$/),
      timestamp: fc.stringMatching(/^[012]\d{3}-[01]\d-[0-3]\d [0-2]\d:[0-6]\d:[0-6]\d$/),
    }[type]
    const any = fc.string({ unit: fc.constantFrom(...characters.split(/(?:)/)), maxLength: 20 })
    fc.assert(
      fc.property(fc.oneof(likely, any), (text) => {
        const bytes = Buffer.from(`«${text}»`)
        fc.pre(isPlain(bytes, 2, bytes.length - 2))
        expect(code(text)).toBe(text)
      }),
      { numRuns: 1_000, maxSkipsPerRun: 1_000 },
    )
  })

  it.each([
    [isPlainNumber, '-12.50'],
    [isPlainNumber, '0'],
    [isPlainNumber, '0.5'],
    [isPlainDate, '2024-02-28'],
    [isPlainTimestamp, '2024-12-28 23:59:59'],
  ] as const)('is recognised (%#)', (isPlain, text) => {
    const bytes = Buffer.from(text)
    expect(isPlain(bytes, 0, bytes.length)).toBe(true)
  })
})
