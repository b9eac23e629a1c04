import type { DecodeText } from '../decode-text.ts'
import { exactNumber } from '../exact-number.ts'
import type { FeatureFault, FeatureFaultKind, PropertyValue } from '../feature.ts'
import type { DbfField } from './dbf-fields.ts'

/** The values of a record of a table. Blank ones are null, whatever their type. */
export function decodeDbfRecord(
  record: Buffer,
  { fields, decode }: { readonly fields: readonly DbfField[]; readonly decode: DecodeText },
): { readonly properties: Map<string, PropertyValue>; readonly faults: FeatureFault[] } {
  const properties = new Map<string, PropertyValue>()
  const faults: FeatureFault[] = []
  for (const field of fields) {
    const bytes = record.subarray(field.offset, field.offset + field.length)
    const value = decodeValue(bytes, { field, decode })
    if (typeof value !== 'object' || value === null) {
      properties.set(field.name, value)
    } else {
      properties.set(field.name, null)
      faults.push({ ...value, property: field.name })
    }
  }
  return { properties, faults }
}

interface ValueFault {
  readonly kind: FeatureFaultKind
  readonly value?: string
}

function decodeValue(
  bytes: Buffer,
  { field, decode }: { readonly field: DbfField; readonly decode: DecodeText },
): PropertyValue | ValueFault {
  switch (field.letter) {
    case 'I':
    case '+':
      return bytes.length === 4 ? bytes.readInt32LE(0) : { kind: 'unsupported type' }
    case 'O':
      return bytes.length === 8 ? decodeDouble(bytes) : { kind: 'unsupported type' }
    case 'C': {
      const text = decode(withoutEnd(bytes))
      if (text === undefined) return { kind: 'not in the encoding' }
      return text === '' ? null : text
    }
    case 'N':
    case 'F':
      return decodeNumber(plainText(bytes))
    case 'L':
      return decodeLogical(plainText(bytes))
    case 'D':
      return decodeDate(plainText(bytes))
    default:
      return { kind: 'unsupported type' }
  }
}

function decodeDouble(bytes: Buffer): PropertyValue | ValueFault {
  const value = bytes.readDoubleLE(0)
  return Number.isFinite(value) ? value : { kind: 'not a number', value: String(value) }
}

function decodeNumber(text: string): PropertyValue | ValueFault {
  // GDAL, and so QGIS, fill a number that is null with asterisks; dBASE one that was too long.
  if (text === '' || /^\*+$/.test(text)) return null
  return exactNumber(text) ?? { kind: 'not a number', value: text }
}

function decodeLogical(text: string): PropertyValue | ValueFault {
  switch (text.toUpperCase()) {
    case '':
    case '?':
      return null
    case 'T':
    case 'Y':
    case 'S':
    case '1':
      return true
    case 'F':
    case 'N':
    case '0':
      return false
    default:
      return { kind: 'not a boolean', value: text }
  }
}

function decodeDate(text: string): PropertyValue | ValueFault {
  if (text === '' || /^0+$/.test(text)) return null
  const match = /^(\d{4})(\d\d)(\d\d)$/.exec(text)
  const [, year = '', month = '', day = ''] = match ?? []
  const date = `${year}-${month}-${day}`
  const time = Date.parse(`${date}T00:00:00Z`)
  const isDate =
    match !== null && !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
  return isDate ? date : { kind: 'not a date', value: text }
}

const blank = 0x20

// Some programs fill up with zero bytes.
function withoutEnd(bytes: Buffer): Buffer {
  const zero = bytes.indexOf(0)
  let end = zero < 0 ? bytes.length : zero
  while (end > 0 && bytes[end - 1] === blank) end -= 1
  return bytes.subarray(0, end)
}

function plainText(bytes: Buffer): string {
  return withoutEnd(bytes).toString('latin1').trim()
}
