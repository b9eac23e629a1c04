import { decimalText, decodeNumber, encodeNumber } from '../images/number-image.ts'
import { encodeMonths, encodeNanoseconds } from '../images/interval-image.ts'
import { multiplyDecimals, truncateDecimal } from '../images/decimal-arithmetic.ts'
import type { OracleKind } from '../images/oracle-type.ts'
import { decodeTime, encodeZonedTime, parseOffset, shiftMinutes } from '../images/time-image.ts'
import { notEmulated, OracleError } from '../oracle-error.ts'
import { computed, type Compiled, type Environment } from './compiled.ts'
import {
  convert,
  familyOf,
  inconsistent,
  readAsTime,
  readNumber,
  textOf,
  writtenTime,
} from './convert.ts'
import type { Functions, OracleFunction } from './functions.ts'
import { formattedNumber } from './number-text.ts'

/** A format model; one that differs from row to row is not emulated. */
function modelOf(given: Compiled, at: number): string {
  if (given.constant === undefined || given.constant === null)
    throw notEmulated('format of a column', at)
  return given.constant.toString('utf8')
}

function toText(given: readonly Compiled[], environment: Environment, at: number): Compiled {
  const [value, format] = given
  if (value === undefined) throw new OracleError(909, 'invalid number of arguments', at)
  if (format === undefined) return textOf(value, { kind: 'VARCHAR2', length: 4000 }, environment)
  const model = modelOf(format, at)
  switch (familyOf(value.type.kind)) {
    case 'time':
      return writtenTime(value, model, environment)
    case 'bytes':
    case 'months':
    case 'nanoseconds':
      throw inconsistent('DATE', value.type, at)
    default: {
      const number = convert(value, { kind: 'NUMBER' }, environment)
      const { numericCharacters } = environment.settings
      return computed({ kind: 'VARCHAR2', length: 64 }, [number], (image) =>
        Buffer.from(formattedNumber(decodeNumber(image), model, numericCharacters)),
      )
    }
  }
}

const toTime = (kind: OracleKind): OracleFunction => ({
  takes: [1, 3],
  compile: ([value, format], environment, at) => {
    if (value === undefined) throw new OracleError(909, 'invalid number of arguments', at)
    const type = { kind, scale: 9 }
    if (format === undefined) return convert(value, type, environment)
    const text = textOf(value, { kind: 'VARCHAR2' }, environment)
    return readAsTime(text, type, modelOf(format, at), environment)
  },
})

function toNumber(given: readonly Compiled[], environment: Environment, at: number): Compiled {
  const [value, format] = given
  if (value === undefined) throw new OracleError(909, 'invalid number of arguments', at)
  const type = { kind: 'NUMBER' } as const
  if (format === undefined) return convert(value, type, environment)
  const model = modelOf(format, at).toUpperCase()
  const text = textOf(value, { kind: 'VARCHAR2' }, environment)
  const characters =
    model.includes('D') || model.includes('G') ? environment.settings.numericCharacters : '.,'
  if (/^X+$/.test(model)) {
    return computed(type, [text], (image) => {
      const digits = image.toString()
      if (!/^[0-9A-F]+$/i.test(digits)) throw new OracleError(1722, 'invalid number')
      return encodeNumber({ digits: BigInt(`0x${digits}`), exponent: 0 })
    })
  }
  return computed(type, [text], (image) => {
    const plain = image.toString('utf8').replaceAll(characters.charAt(1), '')
    return encodeNumber(readNumber(plain, characters))
  })
}

const units: Readonly<Record<string, bigint>> = {
  DAY: 86_400n,
  HOUR: 3600n,
  MINUTE: 60n,
  SECOND: 1n,
}

/** Between texts and the other types, and between times and intervals. */
export const conversionFunctions: Functions = {
  TO_CHAR: { takes: [1, 3], compile: toText },
  TO_NCHAR: { takes: [1, 3], compile: toText },
  TO_DATE: toTime('DATE'),
  TO_TIMESTAMP: toTime('TIMESTAMP'),
  TO_TIMESTAMP_TZ: toTime('TIMESTAMP_TZ'),
  TO_NUMBER: { takes: [1, 3], compile: toNumber },
  TO_BINARY_DOUBLE: {
    takes: [1, 1],
    compile: ([value], environment) =>
      convert(value as Compiled, { kind: 'BINARY_DOUBLE' }, environment),
  },
  TO_CLOB: {
    takes: [1, 1],
    compile: ([value], environment) => textOf(value as Compiled, { kind: 'CLOB' }, environment),
  },
  RAWTOHEX: {
    takes: [1, 1],
    compile: ([value], environment) =>
      textOf(value as Compiled, { kind: 'VARCHAR2', length: 4000 }, environment),
  },
  HEXTORAW: {
    takes: [1, 1],
    compile: ([value], environment) =>
      convert(value as Compiled, { kind: 'RAW', length: 2000 }, environment),
  },
  ROWIDTOCHAR: {
    takes: [1, 1],
    compile: ([value]) => ({ ...(value as Compiled), type: { kind: 'VARCHAR2', length: 18 } }),
  },
  CHARTOROWID: {
    takes: [1, 1],
    compile: ([value]) => ({ ...(value as Compiled), type: { kind: 'ROWID' } }),
  },
  SYS_EXTRACT_UTC: {
    takes: [1, 1],
    compile: ([value], environment, at) => {
      const given = value as Compiled
      if (familyOf(given.type.kind) !== 'time' || given.type.kind === 'DATE') {
        throw new OracleError(30_175, 'invalid type given for an argument', at)
      }
      const zoned = convert(given, { kind: 'TIMESTAMP_TZ', scale: 9 }, environment)
      const scale = given.type.scale ?? 6
      // The image of a time with a zone begins with its clock in UTC.
      return computed({ kind: 'TIMESTAMP', scale }, [zoned], (image) => image.subarray(0, 11))
    },
  },
  FROM_TZ: {
    takes: [2, 2],
    compile: ([value, zone], environment, at) => {
      const offset = parseOffset(modelOf(zone as Compiled, at))
      const time = convert(value as Compiled, { kind: 'TIMESTAMP', scale: 9 }, environment)
      return computed({ kind: 'TIMESTAMP_TZ', scale: 9 }, [time], (image) =>
        encodeZonedTime(shiftMinutes(decodeTime(image), -offset), offset),
      )
    },
  },
  NUMTODSINTERVAL: {
    takes: [2, 2],
    compile: ([value, unit], environment, at) => {
      const seconds = units[modelOf(unit as Compiled, at).toUpperCase()]
      if (seconds === undefined) throw new OracleError(1760, 'illegal argument for function', at)
      const number = convert(value as Compiled, { kind: 'NUMBER' }, environment)
      return computed({ kind: 'INTERVAL_DS', precision: 9, scale: 9 }, [number], (image) => {
        const factor = { digits: seconds * 1_000_000_000n, exponent: 0 }
        return encodeNanoseconds(truncateDecimal(multiplyDecimals(decodeNumber(image), factor)))
      })
    },
  },
  NUMTOYMINTERVAL: {
    takes: [2, 2],
    compile: ([value, unit], environment, at) => {
      const name = modelOf(unit as Compiled, at).toUpperCase()
      if (name !== 'YEAR' && name !== 'MONTH')
        throw new OracleError(1760, 'illegal argument for function', at)
      const number = convert(value as Compiled, { kind: 'NUMBER' }, environment)
      return computed({ kind: 'INTERVAL_YM', precision: 9, scale: 0 }, [number], (image) =>
        encodeMonths(
          Math.round(Number(decimalText(decodeNumber(image))) * (name === 'YEAR' ? 12 : 1)),
        ),
      )
    },
  },
  TO_DSINTERVAL: {
    takes: [1, 1],
    compile: ([value], environment) =>
      convert(value as Compiled, { kind: 'INTERVAL_DS', precision: 9, scale: 9 }, environment),
  },
}
