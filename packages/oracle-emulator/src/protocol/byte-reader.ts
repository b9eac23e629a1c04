/** Bytes that are no request of the protocol, or of none that is known here. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}

/** Reads what `ByteWriter` writes. Throws `ProtocolError` at the end of the bytes. */
export class ByteReader {
  readonly #bytes: Buffer
  #place = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#place
  }

  /** The next byte, which stays where it is. */
  peek(): number {
    this.#need(1)
    return this.#bytes.readUInt8(this.#place)
  }

  byte(): number {
    this.#need(1)
    return this.#bytes.readUInt8(this.#place++)
  }

  uint16(): number {
    return this.raw(2).readUInt16BE()
  }

  raw(length: number): Buffer {
    this.#need(length)
    const bytes = this.#bytes.subarray(this.#place, this.#place + length)
    this.#place += length
    return bytes
  }

  count(): number {
    const head = this.byte()
    let value = 0
    for (const byte of this.raw(head & 0x7f)) value = value * 256 + byte
    if (!Number.isSafeInteger(value)) throw new ProtocolError('A number is too large')
    return (head & 0x80) === 0 ? value : -value
  }

  counts(times: number): void {
    for (let index = 0; index < times; index += 1) this.count()
  }

  bytes(): Buffer | null {
    const length = this.byte()
    if (length === 0 || length === 0xff) return null
    if (length !== 0xfe) return this.raw(length)
    const pieces: Buffer[] = []
    for (let size = this.count(); size !== 0; size = this.count()) pieces.push(this.raw(size))
    return Buffer.concat(pieces)
  }

  text(): string {
    return this.bytes()?.toString('utf8') ?? ''
  }

  #need(length: number): void {
    if (length < 0 || this.left < length) throw new ProtocolError('A request ends too early')
  }
}
