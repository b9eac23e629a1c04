import type { DecodeText } from '../decode-text.ts'
import type { Field, FieldType } from '../feature.ts'
import { GeoError } from '../geo-error.ts'

export interface DbfField extends Field {
  /** The letter of its type in the file. */
  readonly letter: string
  /** Within a record. */
  readonly offset: number
  readonly length: number
}

export interface DbfHead {
  readonly records: number
  readonly headBytes: number
  readonly recordBytes: number
  readonly language: number
}

export const dbfHeadBytes = 32
const fieldBytes = 32
const endOfFields = 0x0d

/** The first bytes of a table (.dbf). Throws `GeoError`. */
export function readDbfHead(head: Buffer, part: string): DbfHead {
  if (head.length < dbfHeadBytes) throw new GeoError('truncated', { part, offset: head.length })
  const headBytes = head.readUInt16LE(8)
  const recordBytes = head.readUInt16LE(10)
  if (headBytes < dbfHeadBytes + 1 || recordBytes < 1) throw new GeoError('damaged', { part })
  return { records: head.readUInt32LE(4), headBytes, recordBytes, language: head[29] ?? 0 }
}

/** The fields of a table, by the bytes behind the first ones of its head. Throws `GeoError`. */
export function readDbfFields(
  bytes: Buffer,
  {
    head,
    decode,
    part,
  }: { readonly head: DbfHead; readonly decode: DecodeText; readonly part: string },
): readonly DbfField[] {
  const fields: DbfField[] = []
  const names = new Set<string>()
  // The first byte of a record tells whether it is deleted.
  let offset = 1
  for (let at = 0; at + fieldBytes <= bytes.length && bytes[at] !== endOfFields; at += fieldBytes) {
    const described = bytes.subarray(at, at + fieldBytes)
    const nameBytes = described.subarray(0, 11)
    const end = nameBytes.indexOf(0)
    const name = decode(end < 0 ? nameBytes : nameBytes.subarray(0, end))?.trim()
    const length = described[16] ?? 0
    const letter = String.fromCharCode(described[11] ?? 0)
    if (name === undefined || name === '' || names.has(name)) {
      throw new GeoError('damaged', { part, offset: dbfHeadBytes + at, reason: 'name of a field' })
    }
    names.add(name)
    const type = typeOf(letter, { length, decimals: described[17] ?? 0 })
    fields.push({ name, type, letter, offset, length })
    offset += length
  }
  if (offset > head.recordBytes)
    throw new GeoError('damaged', { part, reason: 'length of a record' })
  return fields
}

function typeOf(
  letter: string,
  { length, decimals }: { readonly length: number; readonly decimals: number },
): FieldType {
  switch (letter) {
    case 'C':
      return 'text'
    case 'N':
    case 'F':
      return decimals === 0 && letter === 'N' ? 'integer' : 'number'
    case 'L':
      return 'boolean'
    case 'D':
      return 'date'
    case 'I':
    case '+':
      return length === 4 ? 'integer' : 'unsupported'
    case 'O':
      return length === 8 ? 'number' : 'unsupported'
    default:
      return 'unsupported'
  }
}
