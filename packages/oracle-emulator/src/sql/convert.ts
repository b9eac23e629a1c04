import { fitNumber, type Image } from '../images/encode-value.ts'
import { decodeFloat, encodeFloat, floatText } from '../images/float-image.ts'
import {
  decodeMonths,
  decodeNanoseconds,
  encodeMonths,
  encodeNanoseconds,
  monthsText,
  nanosecondsText,
  parseMonths,
  parseNanoseconds,
} from '../images/interval-image.ts'
import { decimalText, decodeNumber, encodeNumber, parseDecimal } from '../images/number-image.ts'
import { isText, type OracleKind, type OracleType } from '../images/oracle-type.ts'
import {
  decodeTime,
  encodeTime,
  encodeZonedTime,
  offsetOf,
  shiftMinutes,
} from '../images/time-image.ts'
import { OracleError } from '../oracle-error.ts'
import { computed, type Compiled, type Environment } from './compiled.ts'
import { plainNumber } from './number-text.ts'
import { readTime } from './read-time.ts'
import { timeWriter } from './write-time.ts'

export type Family = 'number' | 'float' | 'text' | 'time' | 'months' | 'nanoseconds' | 'bytes'

export function familyOf(kind: OracleKind): Family {
  if (isText(kind)) return 'text'
  switch (kind) {
    case 'NUMBER':
    case 'FLOAT':
      return 'number'
    case 'BINARY_FLOAT':
    case 'BINARY_DOUBLE':
      return 'float'
    case 'DATE':
    case 'TIMESTAMP':
    case 'TIMESTAMP_TZ':
    case 'TIMESTAMP_LTZ':
      return 'time'
    case 'INTERVAL_YM':
      return 'months'
    case 'INTERVAL_DS':
      return 'nanoseconds'
    case 'RAW':
    case 'BLOB':
    case 'LONG_RAW':
      return 'bytes'
    default:
      return 'text'
  }
}

const plainNames: Partial<Record<OracleKind, string>> = { VARCHAR2: 'CHAR', NVARCHAR2: 'NCHAR' }

export function inconsistent(expected: string, { kind }: OracleType, offset = 0): OracleError {
  const got = plainNames[kind] ?? kind
  return new OracleError(932, `inconsistent datatypes: expected ${expected} got ${got}`, offset)
}

/** The value in another type, as Oracle converts by itself. Throws ORA-00932 where it does not. */
export function convert(value: Compiled, type: OracleType, environment: Environment): Compiled {
  if (value.constant === null) return { ...value, type }
  const [from, to] = [familyOf(value.type.kind), familyOf(type.kind)]
  if (from === 'time' && to === 'time') return convertTime(value, type, environment)
  if (from === to) return from === 'float' ? convertFloat(value, type) : { ...value, type }
  if (to === 'text') return textOf(value, type, environment)
  if (from === 'text') return readText(value, type, environment)
  if (from === 'number' && to === 'float') {
    const bytes = type.kind === 'BINARY_FLOAT' ? 4 : 8
    return computed(type, [value], (image) =>
      encodeFloat(Number(decimalText(decodeNumber(image))), bytes),
    )
  }
  if (from === 'float' && to === 'number') {
    return computed(type, [value], (image) => {
      const number = decodeFloat(image)
      if (!Number.isFinite(number)) throw new OracleError(1426, 'numeric overflow')
      return encodeNumber(parseDecimal(String(number)))
    })
  }
  throw inconsistent(type.kind, value.type)
}

function convertFloat(value: Compiled, type: OracleType): Compiled {
  if (value.type.kind === type.kind) return value
  const bytes = type.kind === 'BINARY_FLOAT' ? 4 : 8
  return computed(type, [value], (image) => encodeFloat(decodeFloat(image), bytes))
}

function convertTime(value: Compiled, type: OracleType, { settings }: Environment): Compiled {
  const [from, to] = [value.type.kind, type.kind]
  if (from === to) return { ...value, type }
  if (from === 'DATE' && to === 'TIMESTAMP') {
    const converted = computed(type, [value], (image) => Buffer.concat([image, Buffer.alloc(4)]))
    if (value.stored === undefined || value.constant !== undefined) return converted
    return { ...converted, stored: `(${value.stored} || '\\x00000000'::bytea)` }
  }
  const { offsetMinutes } = settings
  return computed(type, [value], (image) => {
    const isZoned = from === 'TIMESTAMP_TZ' || from === 'TIMESTAMP_LTZ'
    const own = from === 'TIMESTAMP_TZ' ? offsetOf(image) : offsetMinutes
    const utc = isZoned ? decodeTime(image) : shiftMinutes(decodeTime(image), -offsetMinutes)
    switch (to) {
      case 'TIMESTAMP_TZ':
        return encodeZonedTime(utc, own)
      case 'TIMESTAMP_LTZ':
        return encodeTime(utc, true)
      case 'TIMESTAMP':
        return encodeTime(shiftMinutes(utc, own), true)
      default:
        return encodeTime(shiftMinutes(utc, own), false)
    }
  })
}

/** The text that a value is where a text is wanted, by the session's formats. */
export function textOf(value: Compiled, type: OracleType, environment: Environment): Compiled {
  const { settings } = environment
  const { kind, precision = 2, scale = 6 } = value.type
  const write = (of: (image: Buffer) => string) =>
    computed({ length: 40, ...type }, [value], (image) => Buffer.from(of(image)))
  switch (familyOf(kind)) {
    case 'text':
      return { ...value, type }
    case 'number':
      return write((image) => plainNumber(decodeNumber(image), settings.numericCharacters))
    case 'float':
      return write((image) => floatText(decodeFloat(image), image.length === 8 ? 8 : 4))
    case 'bytes':
      return write((image) => image.toString('hex').toUpperCase())
    case 'months':
      return write((image) => monthsText(decodeMonths(image), precision))
    case 'nanoseconds':
      return write((image) => nanosecondsText(decodeNanoseconds(image), precision, scale))
    case 'time':
      return writtenTime(value, sessionFormat(value.type, environment), environment)
  }
}

function sessionFormat({ kind }: OracleType, { settings }: Environment): string {
  if (kind === 'DATE') return settings.dateFormat
  return kind === 'TIMESTAMP' || kind === 'TIMESTAMP_LTZ'
    ? settings.timestampFormat
    : settings.timestampTzFormat
}

/** A time as TO_CHAR writes it by a format. */
export function writtenTime(value: Compiled, model: string, { settings }: Environment): Compiled {
  const { kind, scale = 6 } = value.type
  const writing = {
    language: settings.language,
    scale,
    hasFraction: kind !== 'DATE',
    hasZone: kind === 'TIMESTAMP_TZ' || kind === 'TIMESTAMP_LTZ',
  }
  const write = timeWriter(model, writing)
  const type: OracleType = { kind: 'VARCHAR2', length: Math.max(10, model.length * 2) }
  const { offsetMinutes } = settings
  if (!writing.hasZone) return computed(type, [value], (image) => write(image, 0))
  return computed(type, [value], (image) => {
    const offset = kind === 'TIMESTAMP_TZ' ? offsetOf(image) : offsetMinutes
    const local = offset === 0 ? image : encodeTime(shiftMinutes(decodeTime(image), offset), true)
    return write(local, offset)
  })
}

function readText(value: Compiled, type: OracleType, environment: Environment): Compiled {
  const { numericCharacters } = environment.settings
  const read = (of: (text: string) => Image) =>
    computed(type, [value], (image) => of(image.toString('utf8')))
  switch (familyOf(type.kind)) {
    case 'number':
      return read((text) => encodeNumber(readNumber(text, numericCharacters)))
    case 'float': {
      const bytes = type.kind === 'BINARY_FLOAT' ? 4 : 8
      return read((text) => encodeFloat(readFloat(text), bytes))
    }
    case 'time':
      return readAsTime(value, type, sessionFormat(type, environment), environment)
    case 'months':
      return read((text) => encodeMonths(parseMonths(text)))
    case 'nanoseconds':
      return read((text) => encodeNanoseconds(parseNanoseconds(text)))
    case 'bytes':
      return read((text) => {
        if (!/^(?:[0-9a-f]{2})+$/i.test(text)) throw new OracleError(1465, 'invalid hex number')
        return Buffer.from(text, 'hex')
      })
    case 'text':
      return { ...value, type }
  }
}

export function readNumber(
  text: string,
  numericCharacters: string,
): ReturnType<typeof parseDecimal> {
  const point = numericCharacters.charAt(0)
  if (point === '.') return parseDecimal(text)
  if (text.includes('.')) throw new OracleError(1722, 'invalid number')
  return parseDecimal(text.replace(point, '.'))
}

function readFloat(text: string): number {
  const special: Readonly<Record<string, number>> = {
    NAN: NaN,
    INF: Infinity,
    INFINITY: Infinity,
    '-INF': -Infinity,
    '-INFINITY': -Infinity,
  }
  return special[text.trim().toUpperCase()] ?? Number(decimalText(parseDecimal(text)))
}

/** A text read as a time by a format, as TO_DATE and the others do. */
export function readAsTime(
  value: Compiled,
  type: OracleType,
  model: string,
  environment: Environment,
): Compiled {
  const { settings, now } = environment
  return computed(type, [value], (image) => {
    const read = readTime(image.toString('utf8'), model, settings.language, now)
    if (type.kind === 'DATE') return encodeTime(read.time, false)
    if (type.kind === 'TIMESTAMP') return encodeTime(read.time, true)
    const offset = read.offsetMinutes ?? settings.offsetMinutes
    const utc = shiftMinutes(read.time, -offset)
    return type.kind === 'TIMESTAMP_TZ' ? encodeZonedTime(utc, offset) : encodeTime(utc, true)
  })
}

/** CAST: a conversion, and then the limits of the type. Throws ORA-01438 and others for a row. */
export function cast(value: Compiled, type: OracleType, environment: Environment): Compiled {
  const converted = convert(value, type, environment)
  switch (type.kind) {
    case 'NUMBER':
      if (type.scale === undefined) return converted
      return computed(type, [converted], (image) =>
        encodeNumber(fitNumber(decodeNumber(image), type)),
      )
    case 'VARCHAR2':
    case 'NVARCHAR2':
    case 'CHAR':
    case 'NCHAR': {
      const length = type.length ?? 1
      return computed(type, [converted], (image) => {
        const text = Array.from(image.toString('utf8')).slice(0, length).join('')
        return Buffer.from(type.kind.endsWith('CHAR') ? text.padEnd(length) : text)
      })
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_TZ': {
      const unit = 10 ** (9 - (type.scale ?? 6))
      return computed(type, [converted], (image) => {
        const cut = Buffer.from(image)
        cut.writeUInt32BE(Math.trunc(image.readUInt32BE(7) / unit) * unit, 7)
        return cut
      })
    }
    default:
      return converted
  }
}
