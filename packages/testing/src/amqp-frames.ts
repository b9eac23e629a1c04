/** The methods that are told apart. */
export type AmqpMethod =
  | 'exchange.declare'
  | 'queue.declare'
  | 'basic.qos'
  | 'basic.consume-ok'
  | 'basic.publish'
  | 'basic.ack'
  | 'basic.deliver'

/** What a frame carries: the name of a method, or that it is another kind of frame. */
export type AmqpFrame = AmqpMethod | 'method' | 'body' | 'other'

/** Bytes to pass on. A method frame comes whole; of others, `frame` stands with the first piece. */
export interface AmqpPiece {
  readonly bytes: Buffer
  readonly frame?: AmqpFrame
}

// AMQP 0-9-1, section 4.2.3: type, channel, size, payload, and one byte at the end.
const headerBytes = 7
const methodIdBytes = 4
const endBytes = 1
const frameTypes = { method: 1, body: 3 } as const
/** What a client sends before its first frame: AMQP and the version. */
const protocolHeaderBytes = 8

/** Class and method, by their numbers in the specification. */
const methods = new Map<string, AmqpFrame>([
  ['40.10', 'exchange.declare'],
  ['50.10', 'queue.declare'],
  ['60.10', 'basic.qos'],
  ['60.21', 'basic.consume-ok'],
  ['60.40', 'basic.publish'],
  ['60.60', 'basic.deliver'],
  ['60.80', 'basic.ack'],
])

/**
 * Cuts what one side of an AMQP connection sends into pieces, however the network cut it into
 * chunks. Joined, the pieces are exactly the input. Memory holds one method frame at most.
 */
export function createAmqpReader(from: 'client' | 'server'): (chunk: Buffer) => AmqpPiece[] {
  let waiting: Buffer = Buffer.alloc(0)
  let passingBytes = from === 'client' ? protocolHeaderBytes : 0

  const take = (length: number): Buffer => {
    const bytes = waiting.subarray(0, length)
    waiting = waiting.subarray(length)
    return bytes
  }

  const takeNext = (): AmqpPiece | undefined => {
    if (passingBytes > 0) {
      const bytes = take(Math.min(passingBytes, waiting.length))
      passingBytes -= bytes.length
      return bytes.length > 0 ? { bytes } : undefined
    }
    if (waiting.length < headerBytes) return undefined
    const length = headerBytes + waiting.readUInt32BE(3) + endBytes
    const type = waiting[0]
    if (type === frameTypes.method) {
      return waiting.length < length ? undefined : methodPiece(take(length))
    }
    const bytes = take(Math.min(length, waiting.length))
    passingBytes = length - bytes.length
    return { bytes, frame: type === frameTypes.body ? 'body' : 'other' }
  }

  return (chunk) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
    const pieces: AmqpPiece[] = []
    for (let piece = takeNext(); piece !== undefined; piece = takeNext()) pieces.push(piece)
    return pieces
  }
}

function methodPiece(bytes: Buffer): AmqpPiece {
  const id = bytes.subarray(headerBytes, headerBytes + methodIdBytes)
  return { bytes, frame: methods.get(`${id.readUInt16BE(0)}.${id.readUInt16BE(2)}`) ?? 'method' }
}
