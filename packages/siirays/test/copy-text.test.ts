import { describe, expect, it } from '@jest/globals'
import { copyText } from '../src/sample/copy-text.ts'
import { decimal } from '../src/sample/row.ts'

describe('copyText', () => {
  it('tells null from an empty text and from the text of its own sign', () => {
    expect([...copyText([[null, '', '\\N', 0]])].join('')).toBe('\\N\t\t\\\\N\t0\n')
  })

  it('escapes what would end a value or a row', () => {
    expect([...copyText([['a\tb', 'c\nd', 'e\rf']])].join('')).toBe('a\\tb\tc\\nd\te\\rf\n')
  })

  it('reads its rows no further than one chunk ahead', () => {
    let made = 0
    const rows = function* () {
      for (;;) yield [(made += 1)]
    }

    copyText(rows()).next()

    expect(made).toBe(500)
  })
})

describe('decimal', () => {
  it.each([
    [1250, 2, '12.50'],
    [5, 2, '0.05'],
    [0, 1, '0.0'],
    [-1_739_345, 5, '-17.39345'],
  ])('writes %p units with %p digits', (units, digits, expected) => {
    expect(decimal(units, digits)).toBe(expected)
  })
})
