import { negateDecimal, remainder, truncateDecimal } from '../images/decimal-arithmetic.ts'
import {
  decimalText,
  decodeNumber,
  encodeInteger,
  encodeNumber,
  roundDecimal,
  type Decimal,
} from '../images/number-image.ts'
import {
  daysInMonth,
  decodeTime,
  encodeTime,
  instantOf,
  timeOfInstant,
} from '../images/time-image.ts'
import { notEmulated } from '../oracle-error.ts'
import { addWholeMonths } from './arithmetic.ts'
import { computed, type Compiled, type Environment } from './compiled.ts'
import { convert, familyOf } from './convert.ts'
import type { Functions, OracleFunction } from './functions.ts'

const number = { kind: 'NUMBER' } as const

const ofNumbers = (
  takes: readonly [number, number],
  compute: (...numbers: readonly Decimal[]) => Decimal,
): OracleFunction => ({
  takes,
  compile: (given, environment) =>
    computed(
      number,
      given.map((value) => convert(value, number, environment)),
      (...images) => encodeNumber(compute(...images.map(decodeNumber))),
    ),
})

const zero: Decimal = { digits: 0n, exponent: 0 }

function floor(value: Decimal): Decimal {
  const whole = truncateDecimal(value)
  const isCut = value.digits < 0n && remainder(value, { digits: 1n, exponent: 0 }).digits !== 0n
  return { digits: isCut ? whole - 1n : whole, exponent: 0 }
}

function cutDecimal(value: Decimal, scale: number): Decimal {
  const shifted = truncateDecimal({ ...value, exponent: value.exponent + scale })
  return shifted === 0n ? zero : { digits: shifted, exponent: -scale }
}

/** TRUNC and ROUND, which are of numbers and of times. */
const cut = (rounds: boolean): OracleFunction => ({
  takes: [1, 2],
  compile: ([value, second], environment, at) => {
    const given = value as Compiled
    if (familyOf(given.type.kind) === 'time') {
      if (rounds) throw notEmulated('ROUND of times', at)
      return cutTime(given, second?.constant?.toString() ?? 'DD', environment, at)
    }
    const operands = [given, ...(second === undefined ? [] : [second])]
    const numbers = operands.map((operand) => convert(operand, number, environment))
    return computed(number, numbers, (image, ...[scale]) => {
      const places = scale === undefined ? 0 : Number(decimalText(decodeNumber(scale)))
      const compute = rounds ? roundDecimal : cutDecimal
      return encodeNumber(compute(decodeNumber(image), places))
    })
  },
})

function cutTime(value: Compiled, unit: string, environment: Environment, at: number): Compiled {
  const date = convert(value, { kind: 'DATE' }, environment)
  const midnight = { hour: 0, minute: 0, second: 0, nanosecond: 0 }
  return computed({ kind: 'DATE' }, [date], (image) => {
    const time = decodeTime(image)
    switch (unit.toUpperCase()) {
      case 'DD':
      case 'DDD':
      case 'J':
        return encodeTime({ ...time, ...midnight }, false)
      case 'MM':
      case 'MON':
      case 'MONTH':
        return encodeTime({ ...time, ...midnight, day: 1 }, false)
      case 'YYYY':
      case 'YEAR':
      case 'YY':
        return encodeTime({ ...time, ...midnight, day: 1, month: 1 }, false)
      case 'HH':
      case 'HH24':
        return encodeTime({ ...time, minute: 0, second: 0 }, false)
      case 'MI':
        return encodeTime({ ...time, second: 0 }, false)
      default:
        throw notEmulated(`TRUNC of times to ${unit}`, at)
    }
  })
}

/** That compute numbers, and times by whole months and days. */
export const numberFunctions: Functions = {
  ABS: ofNumbers([1, 1], (value = zero) => (value.digits < 0n ? negateDecimal(value) : value)),
  SIGN: ofNumbers([1, 1], ({ digits } = zero) => ({
    digits: digits > 0n ? 1n : digits < 0n ? -1n : 0n,
    exponent: 0,
  })),
  MOD: ofNumbers([2, 2], (left = zero, right = zero) => remainder(left, right)),
  FLOOR: ofNumbers([1, 1], (value = zero) => floor(value)),
  CEIL: ofNumbers([1, 1], (value = zero) => negateDecimal(floor(negateDecimal(value)))),
  ROUND: cut(true),
  TRUNC: cut(false),
  ADD_MONTHS: {
    takes: [2, 2],
    compile: ([time, months], environment) =>
      computed(
        { kind: 'DATE' },
        [
          convert(time as Compiled, { kind: 'DATE' }, environment),
          convert(months as Compiled, number, environment),
        ],
        (image, count) => addWholeMonths(image, Number(truncateDecimal(decodeNumber(count)))),
      ),
  },
  LAST_DAY: {
    takes: [1, 1],
    compile: ([time], environment) =>
      computed(
        { kind: 'DATE' },
        [convert(time as Compiled, { kind: 'DATE' }, environment)],
        (image) => {
          const wall = timeOfInstant(instantOf(decodeTime(image)))
          return encodeTime({ ...wall, day: daysInMonth(wall.year, wall.month) }, false)
        },
      ),
  },
  'DBMS_LOB.GETLENGTH': {
    takes: [1, 1],
    compile: ([lob]) =>
      computed(number, [lob as Compiled], (image) =>
        encodeInteger(
          familyOf((lob as Compiled).type.kind) === 'bytes'
            ? image.length
            : image.toString('utf8').length,
        ),
      ),
  },
}
