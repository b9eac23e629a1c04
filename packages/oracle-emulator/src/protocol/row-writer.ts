import type { Image } from '../images/encode-value.ts'
import { isLob, isNational } from '../images/oracle-type.ts'
import type { ResultColumn, Row } from '../result.ts'
import type { ByteWriter } from './byte-writer.ts'
import { message } from './codes.ts'
import type { LobStore } from './lob-store.ts'

type WriteValue = (writer: ByteWriter, image: Image) => void

/**
 * Writes rows as a client reads them. A column equal to that of the row before is left out, and a bit
 * vector names those that are sent; for the first row of a call it stands in the row header.
 */
export class RowWriter {
  readonly #columns: readonly ResultColumn[]
  readonly #write: readonly WriteValue[]
  readonly #isLob: readonly boolean[]
  readonly #bits: Buffer
  #last: Row | undefined

  /** With `inlinesLobs`, LOBs travel as LONG and LONG RAW do, as the client has defined them. */
  constructor(columns: readonly ResultColumn[], lobs: LobStore, inlinesLobs: boolean) {
    this.#columns = columns
    this.#write = columns.map((column) => writeOf(column, lobs, inlinesLobs))
    this.#isLob = columns.map(({ type }) => isLob(type.kind))
    this.#bits = Buffer.alloc(Math.ceil(columns.length / 8))
  }

  writeHeader(writer: ByteWriter, iterations: number, bits?: Buffer): void {
    writer.byte(message.rowHeader).byte(2).counts(this.#columns.length, 0, iterations, 0)
    writer.count(bits?.length ?? 0)
    if (bits !== undefined) writer.bytes(bits)
    writer.count(0)
  }

  /** `iterations` is that of the call where the row is the first of it. */
  writeRow(writer: ByteWriter, row: Row, iterations: number | undefined): void {
    const last = this.#last
    const sent = last === undefined ? row.length : this.#markChanged(row, last)
    const bits = sent === row.length ? undefined : this.#bits
    if (iterations !== undefined) this.writeHeader(writer, iterations, bits)
    else if (bits !== undefined) writer.byte(message.bitVector).count(sent).raw(bits)
    writer.byte(message.rowData)
    for (let column = 0; column < row.length; column += 1) {
      if (bits !== undefined && ((bits[column >> 3] as number) & (1 << (column & 7))) === 0)
        continue
      ;(this.#write[column] as WriteValue)(writer, row[column] as Image)
    }
    this.#last = row
  }

  #markChanged(row: Row, last: Row): number {
    const bits = this.#bits
    bits.fill(0)
    let sent = 0
    for (let column = 0; column < row.length; column += 1) {
      const isSame =
        this.#isLob[column] !== true && isEqual(row[column] as Image, last[column] as Image)
      if (isSame) continue
      bits[column >> 3] = (bits[column >> 3] as number) | (1 << (column & 7))
      sent += 1
    }
    return sent
  }
}

function isEqual(left: Image, right: Image): boolean {
  if (left === right) return true
  if (left === null || right?.length !== left.length) return false
  // The last bytes differ most often.
  for (let place = left.length - 1; place >= 0; place -= 1) {
    if (left[place] !== right[place]) return false
  }
  return true
}

function writeOf({ type }: ResultColumn, lobs: LobStore, inlinesLobs: boolean): WriteValue {
  const national = isNational(type.kind)
  switch (type.kind) {
    case 'CLOB':
    case 'NCLOB':
      return inlinesLobs
        ? writeLong(national)
        : (writer, image) => lobs.write(writer, image, 'text')
    case 'BLOB':
      return inlinesLobs ? writeLong(false) : (writer, image) => lobs.write(writer, image, 'bytes')
    case 'LONG':
    case 'LONG_RAW':
      return writeLong(false)
    case 'ROWID':
      return writeRowid
    case 'TIMESTAMP':
      return writeTimestamp
    default:
      return national
        ? (writer, image) => void writer.bytes(nationalBytes(image))
        : (writer, image) => void writer.bytes(image)
  }
}

const writeLong =
  (national: boolean): WriteValue =>
  (writer, image) =>
    void writer
      .bytes(national ? nationalBytes(image) : image)
      .count(image === null ? -1 : 0)
      .count(0)

// A server leaves a fraction out that is zero.
const writeTimestamp: WriteValue = (writer, image) => {
  const isWhole = image?.length === 11 && image.readUInt32BE(7) === 0
  writer.bytes(isWhole ? image.subarray(0, 7) : image)
}

/** The image of a row's address: object, file, block and slot. */
const writeRowid: WriteValue = (writer, image) => {
  if (image === null) return void writer.byte(0)
  const { object, file, block, slot } = addressOf(image.toString('latin1'))
  writer.byte(13).count(object).count(file).byte(0).count(block).count(slot)
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function addressOf(text: string): { object: number; file: number; block: number; slot: number } {
  const field = (start: number, end: number) =>
    Array.from(text.slice(start, end)).reduce((sum, digit) => sum * 64 + digits.indexOf(digit), 0)
  return { object: field(0, 6), file: field(6, 9), block: field(9, 15), slot: field(15, 18) }
}

/** A row's address as Oracle writes it, 18 digits to the base of 64. */
export function rowidText(object: number, block: number, slot: number): string {
  const field = (value: number, length: number) => {
    let text = ''
    for (let rest = value, left = length; left > 0; left -= 1, rest = Math.floor(rest / 64)) {
      text = `${digits.charAt(rest % 64)}${text}`
    }
    return text
  }
  return field(object, 6) + field(1, 3) + field(block, 6) + field(slot, 3)
}

export function nationalBytes(image: Image): Image {
  return image === null ? null : Buffer.from(image.toString('utf8'), 'utf16le').swap16()
}
