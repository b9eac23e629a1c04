import { byteLength, isNational, isText, type OracleType } from '../images/oracle-type.ts'
import { encodeTime } from '../images/time-image.ts'
import type { ResultColumn } from '../result.ts'
import type { ByteWriter } from './byte-writer.ts'
import { message } from './codes.ts'
import { fieldsSince } from './generations.ts'
import { databaseForm, nationalForm, typeCode } from './type-codes.ts'

const noScale = 0x81
const utf8Charset = 873
const utf16Charset = 2000
const someDay = encodeTime(
  { year: 2024, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanosecond: 0 },
  false,
)

/** Tells a client of the columns of a result. */
export function writeDescribe(
  writer: ByteWriter,
  columns: readonly ResultColumn[],
  fieldVersion: number,
): void {
  writer.byte(message.describe).bytes(Buffer.alloc(23, 1)).count(100).count(columns.length)
  if (columns.length > 0) writer.byte(0)
  for (const [index, column] of columns.entries()) {
    writeColumn(writer, column, index + 1, fieldVersion)
  }
  writer.count(someDay.length).bytes(someDay).counts(0x1fe8, 2, 10, 10, 0)
}

function writeColumn(
  writer: ByteWriter,
  { name, type, isNullable }: ResultColumn,
  position: number,
  fieldVersion: number,
): void {
  const text = isText(type.kind)
  const national = isNational(type.kind)
  const size = byteLength(type)
  writer.byte(typeCode[type.kind]).byte(0).byte(precisionByte(type)).byte(scaleByte(type))
  writer.count(size).counts(0, 0, 0, 0)
  writer.count(national ? utf16Charset : text ? utf8Charset : 0)
  writer.byte(national ? nationalForm : text ? databaseForm : 0)
  writer.count(text ? (type.length ?? size) : 0)
  if (fieldVersion >= fieldsSince.longIdentifiers) writer.count(0)
  writer
    .byte(isNullable ? 1 : 0)
    .byte(0)
    .countedText(name)
  writer.counts(0, 0, position, 0)
  if (fieldVersion >= fieldsSince.domains) writer.counts(0, 0)
  if (fieldVersion >= fieldsSince.annotations) writer.count(0)
  if (fieldVersion >= fieldsSince.vectors) writer.count(0).byte(0).byte(0)
}

function precisionByte({ kind, precision, scale }: OracleType): number {
  // INTEGER has no precision in the dictionary, and the largest one in a result.
  if (kind === 'NUMBER' && precision === undefined && scale !== undefined) return 38
  return precision ?? 0
}

function scaleByte({ kind, scale }: OracleType): number {
  if (kind === 'FLOAT' || (kind === 'NUMBER' && scale === undefined)) return noScale
  return (scale ?? 0) & 0xff
}
