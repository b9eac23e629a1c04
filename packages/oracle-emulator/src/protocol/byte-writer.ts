const longText = 0xfe
const mostShort = 252
const pieceBytes = 32_767

/**
 * Writes the encodings of the two-task layer. A `count` is a byte that says how many bytes follow, and
 * those, the highest first; `bytes` has its length in front, in pieces if it is long.
 */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(4096)
  #length = 0

  get length(): number {
    return this.#length
  }

  byte(value: number): this {
    this.#makeRoom(1)
    this.#bytes[this.#length++] = value
    return this
  }

  uint16(value: number): this {
    return this.byte((value >> 8) & 0xff).byte(value & 0xff)
  }

  uint16Reversed(value: number): this {
    return this.byte(value & 0xff).byte((value >> 8) & 0xff)
  }

  uint32(value: number): this {
    this.#makeRoom(4)
    this.#length = this.#bytes.writeUInt32BE(value, this.#length)
    return this
  }

  /** A whole number of at most 53 bits; the sign is a bit of the length. */
  count(value: number): this {
    const sign = value < 0 ? 0x80 : 0
    const size = Math.abs(value)
    if (size === 0) return this.byte(0)
    if (size <= 0xff) return this.byte(1 | sign).byte(size)
    if (size <= 0xffff) return this.byte(2 | sign).uint16(size)
    if (size <= 0xffffffff) return this.byte(4 | sign).uint32(size)
    return this.byte(8 | sign)
      .uint32(Math.floor(size / 0x100000000))
      .uint32(size % 0x100000000)
  }

  counts(...values: readonly number[]): this {
    for (const value of values) this.count(value)
    return this
  }

  raw(bytes: Buffer): this {
    const { length } = bytes
    this.#makeRoom(length)
    // For a few bytes a call costs more than the loop.
    if (length <= 24) {
      const target = this.#bytes
      let place = this.#length
      for (let index = 0; index < length; index += 1) target[place++] = bytes[index] as number
      this.#length = place
    } else {
      this.#bytes.set(bytes, this.#length)
      this.#length += length
    }
    return this
  }

  zeros(count: number): this {
    for (let index = 0; index < count; index += 1) this.byte(0)
    return this
  }

  /** Null and no bytes are both NULL. */
  bytes(bytes: Buffer | null): this {
    if (bytes === null || bytes.length === 0) return this.byte(0)
    if (bytes.length <= mostShort) return this.byte(bytes.length).raw(bytes)
    this.byte(longText)
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      const piece = bytes.subarray(start, start + pieceBytes)
      this.count(piece.length).raw(piece)
    }
    return this.count(0)
  }

  text(text: string): this {
    return this.bytes(Buffer.from(text, 'utf8'))
  }

  /** The text's length as a count, and then the text if it has any. */
  countedText(text: string): this {
    const bytes = Buffer.from(text, 'utf8')
    this.count(bytes.length)
    return bytes.length === 0 ? this : this.bytes(bytes)
  }

  /** What has been written. Valid until the next write. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
