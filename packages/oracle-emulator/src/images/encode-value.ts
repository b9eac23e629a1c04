import { OracleError } from '../oracle-error.ts'
import { encodeFloat } from './float-image.ts'
import { encodeMonths, encodeNanoseconds, parseMonths, parseNanoseconds } from './interval-image.ts'
import { encodeNumber, parseDecimal, roundDecimal, type Decimal } from './number-image.ts'
import { byteLength, type OracleType } from './oracle-type.ts'
import {
  encodeTime,
  encodeZonedTime,
  instantOf,
  parseWritten,
  shiftMinutes,
  timeOfInstant,
  type WallTime,
} from './time-image.ts'

/** A value as Oracle stores it; null is NULL, and so is a text without characters. */
export type Image = Buffer | null

/** A value as a test gives it: times, intervals and numbers of many digits as texts. */
export type GivenValue = string | number | bigint | Buffer | null

/**
 * The image of a value in a column of `type`, rounded and padded as Oracle does. Throws `OracleError`
 * for what the column would refuse: ORA-01438, ORA-12899, ORA-01722, ORA-01861, ORA-01867 and others.
 */
export function encodeValue(value: GivenValue, type: OracleType): Image {
  if (value === null || value === '') return null
  switch (type.kind) {
    case 'NUMBER':
      return encodeNumber(fitNumber(givenDecimal(value), type))
    case 'FLOAT':
      return encodeNumber(fitFloat(givenDecimal(value), type.precision ?? 126))
    case 'BINARY_FLOAT':
      return encodeFloat(Number(value), 4)
    case 'BINARY_DOUBLE':
      return encodeFloat(Number(value), 8)
    case 'VARCHAR2':
    case 'NVARCHAR2':
      return fitText(givenText(value), type)
    case 'CHAR':
    case 'NCHAR':
      return padText(fitText(givenText(value), type), type)
    case 'CLOB':
    case 'NCLOB':
    case 'LONG':
      return givenText(value)
    case 'RAW':
    case 'BLOB':
    case 'LONG_RAW':
      return fitBytes(value, type)
    case 'ROWID':
      return givenText(value)
    case 'INTERVAL_YM':
      return encodeMonths(parseMonths(String(value)))
    case 'INTERVAL_DS':
      return encodeNanoseconds(parseNanoseconds(String(value)))
    case 'DATE':
      return encodeTime(parseWritten(String(value)).time, false)
    case 'TIMESTAMP':
      return encodeTime(fitFraction(parseWritten(String(value)).time, type), true)
    case 'TIMESTAMP_TZ':
    case 'TIMESTAMP_LTZ': {
      const { time, offsetMinutes = 0 } = parseWritten(String(value))
      const utc = shiftMinutes(fitFraction(time, type), -offsetMinutes)
      return type.kind === 'TIMESTAMP_TZ'
        ? encodeZonedTime(utc, offsetMinutes)
        : encodeTime(utc, true)
    }
  }
}

function givenDecimal(value: Exclude<GivenValue, null>): Decimal {
  return typeof value === 'bigint' ? { digits: value, exponent: 0 } : parseDecimal(String(value))
}

function givenText(value: Exclude<GivenValue, null>): Buffer {
  return typeof value === 'object' ? value : Buffer.from(String(value), 'utf8')
}

/** Rounds to the scale and refuses what has more digits before it than the precision leaves. */
export function fitNumber(number: Decimal, { precision, scale }: OracleType): Decimal {
  if (scale === undefined) return number
  const rounded = roundDecimal(number, scale)
  const size = rounded.digits < 0n ? -rounded.digits : rounded.digits
  const places = size === 0n ? 0 : size.toString().length + rounded.exponent
  if (precision !== undefined && places > precision - scale) {
    throw new OracleError(1438, 'value larger than specified precision allowed for this column')
  }
  return rounded
}

function fitFloat(number: Decimal, binaryDigits: number): Decimal {
  const digits = Math.ceil(binaryDigits * 0.30103)
  const size = number.digits < 0n ? -number.digits : number.digits
  return roundDecimal(number, digits - size.toString().length - number.exponent)
}

function fitFraction(time: WallTime, { scale = 6 }: OracleType): WallTime {
  if (scale === 9) return time
  const unit = 10 ** (9 - scale)
  const nanosecond = Math.round(time.nanosecond / unit) * unit
  if (nanosecond < 1_000_000_000) return { ...time, nanosecond }
  return timeOfInstant(instantOf({ ...time, nanosecond: 0 }) + 1_000_000_000n)
}

function fitText(text: Buffer, type: OracleType): Buffer {
  const length = type.length ?? 4000
  // No text has more characters than bytes.
  if (text.length <= length) return text
  const counted =
    type.countsCharacters === true ? Array.from(text.toString('utf8')).length : text.length
  if (counted > length) {
    throw new OracleError(
      12899,
      `value too large for column (actual: ${counted}, maximum: ${length})`,
    )
  }
  return text
}

function padText(text: Buffer, type: OracleType): Buffer {
  const length = type.length ?? 1
  const counted =
    type.countsCharacters === true ? Array.from(text.toString('utf8')).length : text.length
  return counted >= length ? text : Buffer.concat([text, Buffer.alloc(length - counted, 0x20)])
}

function fitBytes(value: Exclude<GivenValue, null>, type: OracleType): Image {
  const bytes = typeof value === 'object' ? value : Buffer.from(String(value), 'hex')
  if (type.kind === 'RAW' && bytes.length > byteLength(type)) {
    throw new OracleError(
      12899,
      `value too large for column (actual: ${bytes.length}, maximum: ${byteLength(type)})`,
    )
  }
  return bytes.length === 0 ? null : bytes
}
