import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createAmqpReader } from '../src/amqp-frames.ts'

const header = Buffer.from('AMQP\0\0\x09\x01', 'latin1')

function frame(type: number, payload: Buffer): Buffer {
  const start = Buffer.alloc(7)
  start.writeUInt8(type, 0)
  start.writeUInt16BE(1, 1)
  start.writeUInt32BE(payload.length, 3)
  return Buffer.concat([start, payload, Buffer.from([0xce])])
}

function method(classId: number, methodId: number, rest = Buffer.alloc(0)): Buffer {
  const ids = Buffer.alloc(4)
  ids.writeUInt16BE(classId, 0)
  ids.writeUInt16BE(methodId, 2)
  return frame(1, Buffer.concat([ids, rest]))
}

const sent = [
  { bytes: method(10, 11, Buffer.alloc(300)), name: 'method' },
  { bytes: method(50, 10, Buffer.from('queue')), name: 'queue.declare' },
  { bytes: method(60, 10, Buffer.alloc(7)), name: 'basic.qos' },
  { bytes: method(60, 40, Buffer.from('exchange')), name: 'basic.publish' },
  { bytes: frame(2, Buffer.alloc(20)), name: 'other' },
  { bytes: frame(3, Buffer.alloc(5_000, 'x')), name: 'body' },
  { bytes: method(60, 80, Buffer.alloc(9)), name: 'basic.ack' },
  { bytes: method(60, 60, Buffer.alloc(9)), name: 'basic.deliver' },
  { bytes: frame(8, Buffer.alloc(0)), name: 'other' },
]

describe('createAmqpReader', () => {
  it('names every frame once and passes every byte, however they are cut', () => {
    const input = Buffer.concat([header, ...sent.map(({ bytes }) => bytes)])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }), (sizes) => {
        const read = createAmqpReader('client')
        const pieces = []
        for (let at = 0, n = 0; at < input.length; n += 1) {
          const size = sizes[n % sizes.length] ?? 1
          pieces.push(...read(input.subarray(at, at + size)))
          at += size
        }
        expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).equals(input)).toBe(true)
        expect(pieces.flatMap((piece) => piece.frame ?? [])).toEqual(sent.map(({ name }) => name))
      }),
    )
  })

  it('gives a method frame whole, and a body as it comes', () => {
    const read = createAmqpReader('server')
    const ack = method(60, 80, Buffer.alloc(9))
    expect(read(ack.subarray(0, 12))).toEqual([])
    expect(read(ack.subarray(12))).toEqual([{ bytes: ack, frame: 'basic.ack' }])

    const body = frame(3, Buffer.alloc(50))
    expect(read(body.subarray(0, 30))).toEqual([{ bytes: body.subarray(0, 30), frame: 'body' }])
    expect(read(body.subarray(30))).toEqual([{ bytes: body.subarray(30) }])
  })
})
