import { describe, expect, it } from '@jest/globals'
import { csvLine } from '../src/csv/csv-line.ts'

describe('a line of a CSV file', () => {
  it('is parted as the spreadsheets of the language part it', () => {
    expect(csvLine(['a', 'b'], 'es')).toBe('a;b\r\n')
    expect(csvLine(['a', 'b'], 'en')).toBe('a,b\r\n')
  })

  it('keeps separators, quotes and line ends inside their cell', () => {
    expect(csvLine(['a;b', 'c,d', 'e"f', 'g\nh'], 'es')).toBe('"a;b";"c,d";"e""f";"g\nh"\r\n')
  })

  it('tells null from an empty text', () => {
    expect(csvLine([null, ''], 'es')).toBe(';""\r\n')
  })

  it.each(['=1+1', '+591 2', '-1+1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '=1;2'])(
    'does not let %j run as a formula',
    (text) => {
      expect(csvLine([text], 'es')).toMatch(/^"?'/)
    },
  )

  it.each(['-5', '-5.25', '12', 'a=b', '2026-11-24'])('leaves %s as it is', (text) => {
    expect(csvLine([text], 'es')).toBe(`${text}\r\n`)
  })
})
