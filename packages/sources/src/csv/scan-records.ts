const newline = 0x0a
const carriageReturn = 0x0d

/** One record of a file, as positions in the bytes that were scanned. Reused for the next one. */
export interface ScannedRecord {
  /** Of the line that it begins in, counted from 1. */
  line: number
  fields: number
  /** Of each field, without its quotes. */
  readonly starts: number[]
  readonly ends: number[]
  /** How each field is written. */
  readonly forms: FieldForm[]
  /** Something stands between a closing quote and the end of its field. */
  isMalformed: boolean
  /** Where the record begins and ends in the bytes, its line end not included. */
  start: number
  end: number
}

/** `quoted` fields are taken as they are, in `doubled` ones each two quotes are one. */
export type FieldForm = 'bare' | 'quoted' | 'doubled'

export interface CsvForm {
  readonly delimiter: string
  readonly quote: string
}

/** A quote that nothing closes before the file, or more than a record may have, ends. */
export class UnclosedQuoteError extends Error {
  override readonly name = 'UnclosedQuoteError'
  readonly line: number

  constructor(line: number) {
    super(`The quote that line ${line} opens is not closed`)
    this.line = line
  }
}

/**
 * Finds the records of a CSV file in UTF-8, whatever ends its lines. A quote opens a field only at its
 * beginning; elsewhere it is a character like any other.
 * https://www.rfc-editor.org/rfc/rfc4180
 */
export class RecordScanner {
  readonly #delimiter: number
  readonly #quote: number
  readonly #record: ScannedRecord = {
    line: 1,
    fields: 0,
    starts: [],
    ends: [],
    forms: [],
    isMalformed: false,
    start: 0,
    end: 0,
  }
  #line = 1

  constructor({ delimiter, quote }: CsvForm) {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#quote = quote.charCodeAt(0)
  }

  /** The line at which the next record begins, counted from 1. */
  get line(): number {
    return this.#line
  }

  /**
   * Calls `onRecord` for each record that ends in the bytes, in order, until it answers `false`, and
   * gives how many bytes those records have taken; the rest has to come again with what follows it.
   * `isLast` says that nothing follows. Throws `UnclosedQuoteError`.
   */
  scan(bytes: Uint8Array, isLast: boolean, onRecord: (record: ScannedRecord) => boolean): number {
    let at = 0
    while (at < bytes.length) {
      const after = this.#scanRecord(bytes, at, isLast)
      if (after < 0) return at
      at = after
      if (!onRecord(this.#record)) return at
    }
    return at
  }

  // Gives where the next record begins, or -1 when this one goes on behind the bytes.
  #scanRecord(bytes: Uint8Array, start: number, isLast: boolean): number {
    const record = this.#record
    const { starts, ends, forms } = record
    const delimiter = this.#delimiter
    const quote = this.#quote
    const length = bytes.length
    let lines = 0
    let fields = 0
    let isMalformed = false
    let at = start
    for (;;) {
      let form: FieldForm = 'bare'
      let fieldStart = at
      let fieldEnd: number
      if (at < length && bytes[at] === quote) {
        form = 'quoted'
        fieldStart = at + 1
        at = fieldStart
        for (;;) {
          while (at < length && bytes[at] !== quote) {
            if (bytes[at] === newline) lines += 1
            at += 1
          }
          if (at >= length) {
            if (isLast) throw new UnclosedQuoteError(this.#line)
            return -1
          }
          if (at + 1 >= length && !isLast) return -1
          if (bytes[at + 1] !== quote) break
          form = 'doubled'
          at += 2
        }
        fieldEnd = at
        at += 1
        while (at < length && !isEndOfField(bytes[at] ?? 0, delimiter)) {
          isMalformed = true
          at += 1
        }
      } else {
        while (at < length && !isEndOfField(bytes[at] ?? 0, delimiter)) at += 1
        fieldEnd = at
      }
      if (at >= length && !isLast) return -1
      starts[fields] = fieldStart
      ends[fields] = fieldEnd
      forms[fields] = form
      fields += 1
      if (at < length && bytes[at] === delimiter) {
        at += 1
        continue
      }
      const after = endOfLine(bytes, at, isLast)
      if (after < 0) return -1
      record.line = this.#line
      record.fields = fields
      record.isMalformed = isMalformed
      record.start = start
      record.end = at
      this.#line += lines + 1
      return after
    }
  }
}

function isEndOfField(byte: number, delimiter: number): boolean {
  return byte === delimiter || byte === newline || byte === carriageReturn
}

function endOfLine(bytes: Uint8Array, at: number, isLast: boolean): number {
  if (at >= bytes.length) return at
  if (bytes[at] === newline) return at + 1
  if (at + 1 >= bytes.length) return isLast ? at + 1 : -1
  return bytes[at + 1] === newline ? at + 2 : at + 1
}
