import type { SampleField, SampleFeature, SampleValue } from './sample-layer.ts'

export interface DbfOptions {
  readonly encoding: 'latin1' | 'utf8'
  /** The byte that tells the encoding in its own way; 0 where it says nothing. */
  readonly language: number
}

const headBytes = 32

/** The table of a shapefile (.dbf). Text that is too long is cut. */
export function dbfFile(
  fields: readonly SampleField[],
  features: Iterable<SampleFeature>,
  { encoding, language }: DbfOptions,
): Buffer {
  const columns = fields.map((field) => ({ ...field, length: lengthOf(field) }))
  const recordBytes = 1 + columns.reduce((sum, { length }) => sum + length, 0)
  const records: Buffer[] = []
  for (const { properties } of features) {
    const record = Buffer.alloc(recordBytes, ' ')
    let at = 1
    for (const column of columns) {
      Buffer.from(cellOf(properties[column.name] ?? null, column), encoding).copy(
        record,
        at,
        0,
        column.length,
      )
      at += column.length
    }
    records.push(record)
  }
  const head = Buffer.alloc(headBytes + columns.length * headBytes + 1)
  head.set([0x03, 124, 1, 1])
  head.writeUInt32LE(records.length, 4)
  head.writeUInt16LE(head.length, 8)
  head.writeUInt16LE(recordBytes, 10)
  head.writeUInt8(language, 29)
  for (const [place, { name, type, length, decimals = 0 }] of columns.entries()) {
    const at = headBytes + place * headBytes
    Buffer.from(name, encoding).copy(head, at, 0, 10)
    head.write(letterOf(type), at + 11, 'latin1')
    head.writeUInt8(length, at + 16)
    head.writeUInt8(decimals, at + 17)
  }
  head.writeUInt8(0x0d, head.length - 1)
  return Buffer.concat([head, ...records, Buffer.from([0x1a])])
}

function lengthOf({ type, length }: SampleField): number {
  switch (type) {
    case 'text':
      return length ?? 80
    case 'integer':
    case 'number':
      return length ?? 20
    case 'boolean':
      return 1
    case 'date':
      return 8
  }
}

function letterOf(type: SampleField['type']): string {
  switch (type) {
    case 'text':
      return 'C'
    case 'integer':
    case 'number':
      return 'N'
    case 'boolean':
      return 'L'
    case 'date':
      return 'D'
  }
}

function cellOf(
  value: SampleValue,
  { type, length, decimals }: SampleField & { readonly length: number },
): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'T' : 'F'
  if (typeof value === 'number') {
    const text = decimals === undefined ? String(value) : value.toFixed(decimals)
    return text.padStart(length)
  }
  return type === 'date' ? value.replaceAll('-', '') : value
}
