import type { Image } from '../images/encode-value.ts'
import type { Row } from '../result.ts'

const signatureBytes = 11
const headerBytes = signatureBytes + 4

/** Cuts what COPY sends in its binary form into rows. Values are parts of the chunks that came. */
export class CopyReader {
  #pending: Buffer = Buffer.alloc(0)
  #isHeaderRead = false

  /** The rows that are complete with this chunk. */
  read(chunk: Buffer): readonly Row[] {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    let place = 0
    if (!this.#isHeaderRead) {
      if (bytes.length < headerBytes + 4) return this.#keep(bytes, 0, [])
      place = headerBytes + 4 + bytes.readUInt32BE(headerBytes)
      this.#isHeaderRead = true
    }
    const rows: Row[] = []
    const { length } = bytes
    for (;;) {
      const start = place
      if (place + 2 > length) return this.#keep(bytes, start, rows)
      const fields = ((bytes[place] as number) << 8) | (bytes[place + 1] as number)
      place += 2
      if (fields === 0xffff) return this.#keep(bytes, length, rows)
      const row = Array<Image>(fields)
      for (let field = 0; field < fields; field += 1) {
        if (place + 4 > length) return this.#keep(bytes, start, rows)
        const size =
          ((bytes[place] as number) << 24) |
          ((bytes[place + 1] as number) << 16) |
          ((bytes[place + 2] as number) << 8) |
          (bytes[place + 3] as number)
        place += 4
        if (size < 0) {
          row[field] = null
          continue
        }
        if (place + size > length) return this.#keep(bytes, start, rows)
        row[field] = bytes.subarray(place, place + size)
        place += size
      }
      rows.push(row)
    }
  }

  #keep(bytes: Buffer, from: number, rows: readonly Row[]): readonly Row[] {
    this.#pending = bytes.subarray(from)
    return rows
  }
}
