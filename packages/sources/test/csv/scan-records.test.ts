import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fieldText } from '../../src/csv/field-text.ts'
import { RecordScanner, UnclosedQuoteError } from '../../src/csv/scan-records.ts'

/** The records of a text that comes in pieces, as lines and fields. */
function scan(text: string, pieceBytes = Infinity, delimiter = ',') {
  const scanner = new RecordScanner({ delimiter, quote: '"' })
  const all = Buffer.from(text)
  const found: { line: number; fields: string[]; isMalformed: boolean }[] = []
  let rest = Buffer.alloc(0)
  for (let at = 0; ; at += pieceBytes) {
    const isLast = at >= all.length
    const bytes = Buffer.concat([rest, all.subarray(at, at + pieceBytes)])
    const taken = scanner.scan(bytes, isLast, (record) => {
      const fields = Array.from({ length: record.fields }, (_, field) =>
        fieldText(bytes, record, { field, quote: '"' }),
      )
      found.push({ line: record.line, fields, isMalformed: record.isMalformed })
      return true
    })
    rest = bytes.subarray(taken)
    if (isLast) return found
  }
}
const fieldsOf = (text: string, delimiter = ',') =>
  scan(text, Infinity, delimiter).map(({ fields }) => fields)

describe('RecordScanner', () => {
  it.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a,"b\r\nc"\n', [['a', 'b\r\nc']]],
    ['"a""b",""\n', [['a"b', '']]],
    ['5" pipe,a"b"\n', [['5" pipe', 'a"b"']]],
    [',\n\n', [['', ''], ['']]],
    ['', []],
  ])('finds the records of %j', (text, expected) => {
    expect(fieldsOf(text)).toEqual(expected)
  })

  it('tells the line of each record, whatever stands within quotes', () => {
    expect(scan('a\n"b\n\nc"\r\nd\n').map(({ line }) => line)).toEqual([1, 2, 5])
  })

  it('marks a record that has text behind a closing quote', () => {
    expect(scan('"a"b,c\nd,e\n').map(({ isMalformed }) => isMalformed)).toEqual([true, false])
  })

  it('says in which line a quote opens that nothing closes', () => {
    expect(() => scan('a\nb,"c\nd\n')).toThrow(new UnclosedQuoteError(2))
  })

  it('gives back every table that was written as CSV, in pieces of any size', () => {
    const value = fc.string({
      unit: fc.constantFrom('a', 'ñ', '€', '😀', '"', ',', ';', '\n', '\r', ' ', '1'),
      maxLength: 6,
    })
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width })))
    const written = (text: string) =>
      /[",;\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(',', ';'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 40 }),
        (rows, delimiter, lineEnd, pieceBytes) => {
          const text = rows.map((row) => row.map(written).join(delimiter) + lineEnd).join('')
          const found = scan(text, pieceBytes, delimiter)
          expect(found.map(({ fields }) => fields)).toEqual(rows)
        },
      ),
    )
  })

  it('ends with records or an error on whatever bytes come', () => {
    const bytes = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a'), maxLength: 60 })
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 9 }), (text, pieceBytes) => {
        const whole = outcomeOf(() => scan(text))
        expect(outcomeOf(() => scan(text, pieceBytes))).toEqual(whole)
      }),
      { numRuns: 2_000 },
    )
  })
})

function outcomeOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    if (error instanceof UnclosedQuoteError) return error.line
    throw error
  }
}
