import { GeoError, type GeoFacts } from './geo-error.ts'

const skippedBytes = 256 * 1024

/** Reads a stream of bytes in pieces of wanted lengths. Memory holds one, and what a stream gives at once. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>
  readonly #facts: GeoFacts
  #rest: Buffer = Buffer.alloc(0)
  #offset = 0

  constructor(bytes: AsyncIterable<Buffer>, facts: GeoFacts) {
    this.#chunks = bytes[Symbol.asyncIterator]()
    this.#facts = facts
  }

  /** Of the next byte. */
  get offset(): number {
    return this.#offset
  }

  /** Exactly so many bytes. Throws `GeoError` where there are fewer. */
  async read(length: number): Promise<Buffer> {
    const bytes = await this.readIfAny(length)
    if (bytes === undefined && length > 0) throw this.#truncated()
    return bytes ?? Buffer.alloc(0)
  }

  /** The same, or undefined where the stream has ended before the first of them. */
  async readIfAny(length: number): Promise<Buffer | undefined> {
    if (this.#rest.length < length) {
      // Gathered as they come, so that a length that lies takes no memory.
      const pieces = [this.#rest]
      let gathered = this.#rest.length
      while (gathered < length) {
        const next = await this.#chunks.next()
        if (next.done === true) break
        pieces.push(next.value)
        gathered += next.value.length
      }
      this.#rest = Buffer.concat(pieces)
      if (gathered === 0) return undefined
      if (gathered < length) throw this.#truncated()
    }
    const bytes = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    this.#offset += length
    return bytes
  }

  /** Passes over so many bytes without holding them. Throws `GeoError` where there are fewer. */
  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; left -= Math.min(left, skippedBytes)) {
      await this.read(Math.min(left, skippedBytes))
    }
  }

  /** Ends the stream. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  #truncated(): GeoError {
    return new GeoError('truncated', { ...this.#facts, offset: this.#offset + this.#rest.length })
  }
}
