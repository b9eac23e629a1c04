import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createFrontendReader } from '@aaps-data/testing'

const startup = withLength(Buffer.from([0, 3, 0, 0, ...Buffer.from('user\0app\0\0')]))
const sslRequest = withLength(Buffer.from([0x04, 0xd2, 0x16, 0x2f]))

describe('createFrontendReader', () => {
  it('finds the statements and changes no byte, however the input is cut', () => {
    const stream = Buffer.concat([
      sslRequest,
      startup,
      message('p', 'SCRAM-SHA-256\0'),
      message('Q', 'begin\0'),
      message('P', 'name\0select $1\0\0\0'),
      message('d', 'Qa row of a COPY that looks like a query\0'),
      message('Q', "commit; select 'ñ'\0"),
      message('X', ''),
    ])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        const read = createFrontendReader()
        const pieces = chunksOf(stream, sizes).flatMap(read)
        expect(Buffer.concat(pieces.map(({ bytes }) => bytes))).toEqual(stream)
        expect(pieces.flatMap(({ statement }) => statement ?? [])).toEqual([
          'begin',
          'select $1',
          "commit; select 'ñ'",
        ])
      }),
    )
  })

  it('passes a long message on before its end has come', () => {
    const read = createFrontendReader()
    read(startup)
    const copyData = message('d', 'x'.repeat(100_000))
    expect(read(copyData.subarray(0, 60_000)).map(({ bytes }) => bytes.length)).toEqual([60_000])
    expect(read(copyData.subarray(60_000)).map(({ bytes }) => bytes.length)).toEqual([40_005])
  })
})

function withLength(body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(4 + body.length)
  return Buffer.concat([length, body])
}

function message(type: string, body: string): Buffer {
  return Buffer.concat([Buffer.from(type), withLength(Buffer.from(body))])
}

function chunksOf(stream: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  for (let start = 0; start < stream.length;) {
    const size = sizes[chunks.length % sizes.length] ?? 1
    chunks.push(stream.subarray(start, start + size))
    start += size
  }
  return chunks
}
