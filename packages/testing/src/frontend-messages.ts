/** Bytes to pass on; `statement` is there when they are one whole Query or Parse message. */
export interface FrontendPiece {
  readonly bytes: Buffer
  readonly statement?: string
}

/** The first byte of a message that brings a statement. */
export const messageTypes = { query: 0x51, parse: 0x50 } as const

export const headerBytes = 5
const sslRequest = 80877103
const gssRequest = 80877104

/**
 * Cuts what a PostgreSQL client sends into pieces, however the network cut it into chunks.
 * Statements come as whole messages; anything else, as the rows of a COPY, passes in pieces as it
 * comes, so that memory does not grow with it. Joined, the pieces are exactly the input.
 */
export function createFrontendReader(): (chunk: Buffer) => FrontendPiece[] {
  let isStarting = true
  let waiting: Buffer = Buffer.alloc(0)
  let passingBytes = 0

  const takeNext = (): FrontendPiece | undefined => {
    if (passingBytes > 0) {
      const bytes = take(Math.min(passingBytes, waiting.length))
      passingBytes -= bytes.length
      return bytes.length > 0 ? { bytes } : undefined
    }
    return isStarting ? takeStartup() : takeMessage()
  }

  // The first messages of a connection have no type byte. A client may ask for encryption before
  // it introduces itself; the server of the tests always declines.
  const takeStartup = (): FrontendPiece | undefined => {
    if (waiting.length < 8) return undefined
    const length = waiting.readUInt32BE(0)
    if (waiting.length < length) return undefined
    const code = waiting.readUInt32BE(4)
    isStarting = code === sslRequest || code === gssRequest
    return { bytes: take(length) }
  }

  const takeMessage = (): FrontendPiece | undefined => {
    if (waiting.length < headerBytes) return undefined
    const type = waiting[0]
    const length = 1 + waiting.readUInt32BE(1)
    if (type !== messageTypes.query && type !== messageTypes.parse) {
      passingBytes = length
      return takeNext()
    }
    if (waiting.length < length) return undefined
    const bytes = take(length)
    return { bytes, statement: statementOf(bytes) }
  }

  const take = (length: number): Buffer => {
    const bytes = waiting.subarray(0, length)
    waiting = waiting.subarray(length)
    return bytes
  }

  return (chunk) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
    const pieces: FrontendPiece[] = []
    for (let piece = takeNext(); piece !== undefined; piece = takeNext()) pieces.push(piece)
    return pieces
  }
}

/** A Query is its text; a Parse has the name of the prepared statement before it. */
export function statementOf(message: Buffer): string {
  const start =
    message[0] === messageTypes.parse ? message.indexOf(0, headerBytes) + 1 : headerBytes
  return message.toString('utf8', start, message.indexOf(0, start))
}
