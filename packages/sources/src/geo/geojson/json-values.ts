import { GeoError } from '../geo-error.ts'

const quote = 0x22
const backslash = 0x5c
const maxDepth = 200

/**
 * Reads JSON value by value without holding all of it. What a value is made of is not looked at
 * here, only where it ends.
 */
export class JsonValues {
  readonly #chunks: AsyncIterator<Buffer>
  readonly #part: string
  #chunk: Buffer = Buffer.alloc(0)
  #at = 0
  #chunkOffset = 0

  constructor(bytes: AsyncIterable<Buffer>, part: string) {
    this.#chunks = bytes[Symbol.asyncIterator]()
    this.#part = part
  }

  /** Of the next byte. */
  get offset(): number {
    return this.#chunkOffset + this.#at
  }

  /** The next byte that is no blank, which is not taken; undefined at the end. */
  async peek(): Promise<number | undefined> {
    for (;;) {
      while (this.#at < this.#chunk.length) {
        const byte = this.#chunk[this.#at] ?? 0
        if (!isBlank(byte)) return byte
        this.#at += 1
      }
      if (!(await this.#next())) return undefined
    }
  }

  /** Takes the next byte, which has to be that one. */
  async take(byte: number): Promise<void> {
    const next = await this.peek()
    if (next !== byte) throw this.failure(next === undefined ? 'truncated' : 'damaged')
    this.#at += 1
  }

  /** Takes one byte if the next one is that one. */
  async takeIf(byte: number): Promise<boolean> {
    if ((await this.peek()) !== byte) return false
    this.#at += 1
    return true
  }

  /** The bytes of the next value; undefined where it has more than `maxBytes`, which are passed over. */
  async value(maxBytes: number): Promise<Buffer | undefined> {
    const first = await this.peek()
    if (first === undefined) throw this.failure('truncated')
    const isText = first === quote
    const isNested = first === 0x7b || first === 0x5b
    const pieces: Buffer[] = []
    let length = 0
    let depth = 0
    let isInText = false
    let isEscaped = false
    for (;;) {
      const chunk = this.#chunk
      const start = this.#at
      let at = start
      let isDone = false
      for (; at < chunk.length && !isDone; at += 1) {
        const byte = chunk[at] ?? 0
        if (isInText) {
          if (isEscaped) isEscaped = false
          else if (byte === backslash) isEscaped = true
          else if (byte === quote) {
            isInText = false
            isDone = isText
          }
        } else if (byte === quote) {
          if (!isText && !isNested) throw this.failure('damaged')
          isInText = true
        } else if (isNested) {
          if (byte === 0x7b || byte === 0x5b) {
            depth += 1
            if (depth > maxDepth) throw this.failure('hostile')
          } else if (byte === 0x7d || byte === 0x5d) {
            depth -= 1
            isDone = depth === 0
          }
        } else if (isEndOfScalar(byte)) {
          isDone = true
          // It belongs to what is around the value.
          at -= 1
        }
      }
      this.#at = at
      length += at - start
      if (length <= maxBytes) pieces.push(chunk.subarray(start, at))
      else pieces.length = 0
      if (isDone) break
      if (await this.#next()) continue
      if (isText || isNested) throw this.failure('truncated')
      break
    }
    if (length > maxBytes) return undefined
    const [only] = pieces
    return only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces)
  }

  failure(kind: 'truncated' | 'damaged' | 'hostile' | 'too large'): GeoError {
    return new GeoError(kind, { part: this.#part, offset: this.offset })
  }

  /** Ends the stream. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  async #next(): Promise<boolean> {
    this.#chunkOffset += this.#chunk.length
    this.#at = 0
    const next = await this.#chunks.next()
    this.#chunk = next.done === true ? Buffer.alloc(0) : next.value
    return next.done !== true
  }
}

// A text sequence has the sign 0x1E before each text (RFC 8142): as good as a blank here.
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x1e
}

function isEndOfScalar(byte: number): boolean {
  return isBlank(byte) || byte === 0x2c || byte === 0x7d || byte === 0x5d || byte === 0x3a
}
