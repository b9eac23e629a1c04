import type { Image } from '../images/encode-value.ts'
import { isLob, isNational, type OracleType } from '../images/oracle-type.ts'
import { encodeZonedTime, decodeTime } from '../images/time-image.ts'
import type { Bind } from '../result.ts'
import type { ByteReader } from './byte-reader.ts'
import { message } from './codes.ts'
import { fieldsSince } from './generations.ts'
import { expectMessage } from './negotiate.ts'
import { typeCode, typeOfBind } from './type-codes.ts'

/** What a client says of a column: of a value that it binds, or of one that it wants to get. */
export interface ClientColumn {
  readonly code: number
  readonly form: number
}

export function readClientColumns(
  reader: ByteReader,
  count: number,
  fieldVersion: number,
): readonly ClientColumn[] {
  const columns: ClientColumn[] = []
  for (let index = 0; index < count; index += 1) {
    const code = reader.byte()
    reader.raw(3)
    reader.counts(3)
    if (reader.count() > 0) reader.bytes()
    reader.counts(2)
    const form = reader.byte()
    reader.count()
    if (fieldVersion >= fieldsSince.longIdentifiers) reader.count()
    columns.push({ code, form })
  }
  return columns
}

/** Whether the client takes LOBs as texts and bytes in place of locators. */
export function inlinesLobs(defines: readonly ClientColumn[]): boolean {
  return defines.some(({ code }) => code === typeCode.LONG || code === typeCode.LONG_RAW)
}

export function readBinds(reader: ByteReader, columns: readonly ClientColumn[]): readonly Bind[] {
  if (columns.length === 0 || reader.left === 0) return []
  expectMessage(reader, message.rowData)
  return columns.map(({ code, form }) => {
    const type = typeOfBind(code, form)
    return { type, image: readImage(reader, type) }
  })
}

function readImage(reader: ByteReader, type: OracleType): Image {
  if (isLob(type.kind) && reader.count() === 0) return null
  const bytes = reader.bytes()
  if (bytes === null) return null
  const image = Buffer.from(bytes)
  if (isNational(type.kind)) return Buffer.from(image.swap16().toString('utf16le'), 'utf8')
  switch (type.kind) {
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return image.length >= 11 ? image.subarray(0, 11) : Buffer.concat([image, Buffer.alloc(4)])
    case 'TIMESTAMP_TZ':
      return image.length >= 13 ? image : encodeZonedTime(decodeTime(image), 0)
    default:
      return image
  }
}
