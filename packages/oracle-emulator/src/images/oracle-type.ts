export type OracleKind =
  | 'NUMBER'
  | 'FLOAT'
  | 'VARCHAR2'
  | 'NVARCHAR2'
  | 'CHAR'
  | 'NCHAR'
  | 'DATE'
  | 'TIMESTAMP'
  | 'TIMESTAMP_TZ'
  | 'TIMESTAMP_LTZ'
  | 'INTERVAL_YM'
  | 'INTERVAL_DS'
  | 'RAW'
  | 'BINARY_FLOAT'
  | 'BINARY_DOUBLE'
  | 'ROWID'
  | 'CLOB'
  | 'NCLOB'
  | 'BLOB'
  | 'LONG'
  | 'LONG_RAW'

/** A type as a column declares it, or as an expression has it. */
export interface OracleType {
  readonly kind: OracleKind
  /** Of texts, in characters or bytes; of RAW, in bytes. */
  readonly length?: number
  /** Whether a length counts characters. */
  readonly countsCharacters?: boolean
  /** Of NUMBER, decimal digits; of FLOAT, binary ones; of intervals, digits of the leading field. */
  readonly precision?: number
  /** Of NUMBER, decimal places; of times and intervals, digits of fractional seconds. */
  readonly scale?: number
}

/** A type that is no type of Oracle's, or none that the emulator knows. */
export class UnknownTypeError extends Error {
  override readonly name = 'UnknownTypeError'

  constructor(text: string) {
    super(`Not a type that the emulator knows: ${text}`)
  }
}

const numberPattern = /^(?:NUMBER|NUMERIC|DECIMAL|DEC)(?:\((\d+|\*)(?:,(-?\d+))?\))?$/
const floatPattern = /^FLOAT(?:\((\d+)\))?$/
const textPattern = /^(VARCHAR2|NVARCHAR2|CHAR|NCHAR|RAW)(?:\((\d+)(?: (CHAR|BYTE))?\))?$/
const timePattern = /^TIMESTAMP(?:\((\d)\))?( WITH( LOCAL)? TIME ZONE)?$/
const yearsPattern = /^INTERVAL YEAR(?:\((\d)\))? TO MONTH$/
const daysPattern = /^INTERVAL DAY(?:\((\d)\))? TO SECOND(?:\((\d)\))?$/
const plainKinds: Readonly<Record<string, OracleType>> = {
  INTEGER: { kind: 'NUMBER', scale: 0 },
  INT: { kind: 'NUMBER', scale: 0 },
  SMALLINT: { kind: 'NUMBER', scale: 0 },
  DATE: { kind: 'DATE' },
  BINARY_FLOAT: { kind: 'BINARY_FLOAT' },
  BINARY_DOUBLE: { kind: 'BINARY_DOUBLE' },
  ROWID: { kind: 'ROWID' },
  CLOB: { kind: 'CLOB' },
  NCLOB: { kind: 'NCLOB' },
  BLOB: { kind: 'BLOB' },
  LONG: { kind: 'LONG' },
  'LONG RAW': { kind: 'LONG_RAW' },
}

/** Reads a type as Oracle's DDL writes it. Throws `UnknownTypeError`. */
export function parseOracleType(text: string): OracleType {
  const written = text
    .trim()
    .toUpperCase()
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),]) ?/g, '$1')
    .replace(/\)(?=[A-Z])/g, ') ')
  const type =
    plainKinds[written] ?? parseNumber(written) ?? parseText(written) ?? parseTime(written)
  if (type === undefined) throw new UnknownTypeError(text)
  return type
}

function parseNumber(text: string): OracleType | undefined {
  const float = floatPattern.exec(text)
  if (float !== null) return { kind: 'FLOAT', precision: Number(float[1] ?? 126) }
  const found = numberPattern.exec(text)
  if (found === null) return undefined
  const [, precision, scale] = found
  if (precision === undefined) return { kind: 'NUMBER' }
  if (precision === '*') return { kind: 'NUMBER', scale: Number(scale ?? 0) }
  return { kind: 'NUMBER', precision: Number(precision), scale: Number(scale ?? 0) }
}

function parseText(text: string): OracleType | undefined {
  const found = textPattern.exec(text)
  if (found === null) return undefined
  const kind = found[1] as 'VARCHAR2' | 'NVARCHAR2' | 'CHAR' | 'NCHAR' | 'RAW'
  const isFixed = kind === 'CHAR' || kind === 'NCHAR'
  if (found[2] === undefined && !isFixed) return undefined
  const countsCharacters = kind.startsWith('N') || found[3] === 'CHAR'
  return { kind, length: Number(found[2] ?? 1), countsCharacters }
}

function parseTime(text: string): OracleType | undefined {
  const time = timePattern.exec(text)
  if (time !== null) {
    const kind =
      time[2] === undefined ? 'TIMESTAMP' : time[3] === undefined ? 'TIMESTAMP_TZ' : 'TIMESTAMP_LTZ'
    return { kind, scale: Number(time[1] ?? 6) }
  }
  const years = yearsPattern.exec(text)
  if (years !== null) return { kind: 'INTERVAL_YM', precision: Number(years[1] ?? 2), scale: 0 }
  const days = daysPattern.exec(text)
  if (days === null) return undefined
  return { kind: 'INTERVAL_DS', precision: Number(days[1] ?? 2), scale: Number(days[2] ?? 6) }
}

/** The type as ALL_TAB_COLUMNS writes it in DATA_TYPE. */
export function dictionaryName(type: OracleType): string {
  const scale = type.scale ?? 6
  switch (type.kind) {
    case 'TIMESTAMP':
      return `TIMESTAMP(${scale})`
    case 'TIMESTAMP_TZ':
      return `TIMESTAMP(${scale}) WITH TIME ZONE`
    case 'TIMESTAMP_LTZ':
      return `TIMESTAMP(${scale}) WITH LOCAL TIME ZONE`
    case 'INTERVAL_YM':
      return `INTERVAL YEAR(${type.precision ?? 2}) TO MONTH`
    case 'INTERVAL_DS':
      return `INTERVAL DAY(${type.precision ?? 2}) TO SECOND(${scale})`
    case 'LONG_RAW':
      return 'LONG RAW'
    default:
      return type.kind
  }
}

/** Bytes that a value may take, as the dictionary and a description of a result say it. */
export function byteLength(type: OracleType): number {
  const length = type.length ?? 4000
  switch (type.kind) {
    case 'NUMBER':
    case 'FLOAT':
      return 22
    case 'DATE':
      return 7
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'INTERVAL_DS':
      return 11
    case 'TIMESTAMP_TZ':
      return 13
    case 'INTERVAL_YM':
      return 5
    case 'BINARY_FLOAT':
      return 4
    case 'BINARY_DOUBLE':
      return 8
    case 'ROWID':
      return 18
    case 'CLOB':
    case 'NCLOB':
    case 'BLOB':
      return 4000
    case 'LONG':
    case 'LONG_RAW':
      return 0
    case 'NVARCHAR2':
    case 'NCHAR':
      return Math.min(length * 2, 32_767)
    case 'VARCHAR2':
    case 'CHAR':
      return type.countsCharacters === true ? Math.min(length * 4, 32_767) : length
    case 'RAW':
      return length
  }
}

export function isText(kind: OracleKind): boolean {
  switch (kind) {
    case 'VARCHAR2':
    case 'NVARCHAR2':
    case 'CHAR':
    case 'NCHAR':
    case 'CLOB':
    case 'NCLOB':
    case 'LONG':
      return true
    default:
      return false
  }
}

export function isLob(kind: OracleKind): boolean {
  return kind === 'CLOB' || kind === 'NCLOB' || kind === 'BLOB'
}

/** Texts in the national character set, which travel as UTF-16. */
export function isNational(kind: OracleKind): boolean {
  return kind === 'NVARCHAR2' || kind === 'NCHAR' || kind === 'NCLOB'
}
