const tab = 0x09
const newline = 0x0a
const backslash = 0x5c
const capitalN = 0x4e

/** Bytes of a row that COPY's text form has to escape, by what stands behind the backslash. */
const escapes: ReadonlyMap<number, number> = new Map([
  [tab, 0x74],
  [newline, 0x6e],
  [0x0d, 0x72],
  [0x08, 0x62],
  [0x0c, 0x66],
  [0x0b, 0x76],
  [backslash, backslash],
])
const isEscaped = Uint8Array.from({ length: 256 }, (_, byte) => (escapes.has(byte) ? 1 : 0))

/**
 * Writes rows as PostgreSQL's COPY reads them in its text form. Fields are written one after the
 * other; `endRow` ends a row. Memory is one buffer, which `take` hands over.
 * https://www.postgresql.org/docs/18/sql-copy.html, "Text Format"
 */
export class CopyRows {
  #bytes: Buffer
  #length = 0
  #isFirst = true
  readonly #size: number

  constructor(size = 64 * 1024) {
    this.#size = size
    this.#bytes = Buffer.allocUnsafe(size * 2)
  }

  /** Bytes that are waiting to be taken. */
  get length(): number {
    return this.#length
  }

  /** Whether enough has been written to be worth taking. */
  get isFull(): boolean {
    return this.#length >= this.#size
  }

  writeNull(): void {
    this.#begin(2)
    this.#bytes[this.#length] = backslash
    this.#bytes[this.#length + 1] = capitalN
    this.#length += 2
  }

  writeText(text: string): void {
    // A character of UTF-16 has at most three bytes in UTF-8, and one that is escaped has two.
    this.#begin(text.length * 3)
    const start = this.#length
    this.#length += this.#bytes.write(text, start, 'utf8')
    this.#escapeFrom(start)
  }

  /** Writes a text that is there as bytes in UTF-8. */
  writeBytes(source: Uint8Array, start: number, end: number): void {
    this.#begin((end - start) * 2)
    const bytes = this.#bytes
    let at = this.#length
    for (let from = start; from < end; from += 1) {
      const byte = source[from] ?? 0
      if (isEscaped[byte] === 1) {
        bytes[at] = backslash
        bytes[at + 1] = escapes.get(byte) ?? byte
        at += 2
      } else {
        bytes[at] = byte
        at += 1
      }
    }
    this.#length = at
  }

  /** Writes a whole number that is not negative. */
  writeCount(count: number): void {
    this.#begin(16)
    let digits = 1
    for (let rest = count; rest >= 10; rest = Math.floor(rest / 10)) digits += 1
    let rest = count
    for (let at = this.#length + digits - 1; at >= this.#length; at -= 1) {
      this.#bytes[at] = 0x30 + (rest % 10)
      rest = Math.floor(rest / 10)
    }
    this.#length += digits
  }

  endRow(): void {
    this.#reserve(1)
    this.#bytes[this.#length] = newline
    this.#length += 1
    this.#isFirst = true
  }

  /** Takes back what has been written of the row that is not ended yet. */
  dropRow(from: number): void {
    this.#length = from
    this.#isFirst = true
  }

  /** What has been written since the last time. The buffer is the caller's from then on. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length)
    this.#bytes = Buffer.allocUnsafe(this.#size * 2)
    this.#length = 0
    return taken
  }

  #begin(bytes: number): void {
    this.#reserve(bytes + 1)
    if (this.#isFirst) this.#isFirst = false
    else {
      this.#bytes[this.#length] = tab
      this.#length += 1
    }
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }

  #escapeFrom(start: number): void {
    let extra = 0
    for (let at = start; at < this.#length; at += 1) {
      if (isEscaped[this.#bytes[at] ?? 0] === 1) extra += 1
    }
    if (extra === 0) return
    const end = this.#length
    this.#reserve(extra)
    const bytes = this.#bytes
    let to = end + extra - 1
    for (let from = end - 1; from >= start; from -= 1) {
      const byte = bytes[from] ?? 0
      const escape = escapes.get(byte)
      bytes[to] = escape ?? byte
      to -= 1
      if (escape !== undefined) {
        bytes[to] = backslash
        to -= 1
      }
    }
    this.#length = end + extra
  }
}
