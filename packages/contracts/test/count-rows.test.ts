import { describe, expect, it } from '@jest/globals'
import { createRowCounter, type RowForm } from '../src/index.ts'

const text = Buffer.from('1\ta\\nb\n2\t\\N\n\n3\tñ\n')

/** A stream of three rows: (7, 'a\nb'), (null, ''), and one without columns. */
const binary = Buffer.concat([
  Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'),
  Buffer.alloc(8),
  Buffer.from('0002 00000004 00000007 00000003 610a62'.replaceAll(' ', ''), 'hex'),
  Buffer.from('0002 ffffffff 00000000'.replaceAll(' ', ''), 'hex'),
  Buffer.from('0000', 'hex'),
  Buffer.from('ffff', 'hex'),
])

describe('createRowCounter', () => {
  it.each<{ form: RowForm; stream: Buffer; rows: number }>([
    { form: 'text', stream: text, rows: 4 },
    { form: 'binary', stream: binary, rows: 3 },
  ])('counts the rows of a stream in $form, wherever it is cut', ({ form, stream, rows }) => {
    expect(createRowCounter(form)(stream)).toBe(rows)
    for (let at = 0; at <= stream.length; at += 1) {
      const count = createRowCounter(form)
      expect(count(stream.subarray(0, at)) + count(stream.subarray(at))).toBe(rows)
    }
    const count = createRowCounter(form)
    const bytes = Array.from(stream, (byte) => count(Buffer.of(byte)))
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBe(rows)
  })

  it('counts a row when it has ended', () => {
    expect(createRowCounter('text')(Buffer.from('no end'))).toBe(0)
    const count = createRowCounter('binary')
    expect(count(binary.subarray(0, 35))).toBe(0)
    expect(count(binary.subarray(35, 36))).toBe(1)
  })
})
