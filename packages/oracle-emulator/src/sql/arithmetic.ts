import {
  addDecimals,
  divideDecimals,
  multiplyDecimals,
  negateDecimal,
} from '../images/decimal-arithmetic.ts'
import { decodeFloat, encodeFloat } from '../images/float-image.ts'
import {
  decodeMonths,
  decodeNanoseconds,
  encodeMonths,
  encodeNanoseconds,
} from '../images/interval-image.ts'
import { decodeNumber, encodeNumber, roundDecimal, type Decimal } from '../images/number-image.ts'
import type { OracleType } from '../images/oracle-type.ts'
import {
  checkedTime,
  daysInMonth,
  decodeTime,
  encodeTime,
  encodeZonedTime,
  instantOf,
  offsetOf,
  shiftMinutes,
  timeOfInstant,
  type WallTime,
} from '../images/time-image.ts'
import { computed, type Compiled, type Environment } from './compiled.ts'
import { convert, familyOf, inconsistent, textOf } from './convert.ts'

interface Operands {
  readonly left: Compiled
  readonly right: Compiled
  readonly at: number
}

const number = { kind: 'NUMBER' } as const
const dayNanoseconds = 86_400_000_000_000n
const dayDecimal: Decimal = { digits: dayNanoseconds, exponent: 0 }

export function concatenate({ left, right }: Operands, environment: Environment): Compiled {
  const [first, second] = [
    textOf(left, { kind: 'VARCHAR2' }, environment),
    textOf(right, { kind: 'VARCHAR2' }, environment),
  ]
  const length = Math.min(4000, (left.type.length ?? 40) + (right.type.length ?? 40))
  return {
    type: { kind: 'VARCHAR2', length },
    isNullable: true,
    // NULL is the empty text.
    evaluate: (row) => {
      const [a, b] = [first.evaluate(row), second.evaluate(row)]
      if (a === null || b === null) return a ?? b
      return Buffer.concat([a, b])
    },
  }
}

export function negateValue(operand: Compiled, environment: Environment): Compiled {
  switch (familyOf(operand.type.kind)) {
    case 'float':
      return computed(operand.type, [operand], (image) =>
        encodeFloat(-decodeFloat(image), image.length === 8 ? 8 : 4),
      )
    case 'months':
      return computed(operand.type, [operand], (image) => encodeMonths(-decodeMonths(image)))
    case 'nanoseconds':
      return computed(operand.type, [operand], (image) =>
        encodeNanoseconds(-decodeNanoseconds(image)),
      )
    default:
      return computed(number, [convert(operand, number, environment)], (image) =>
        encodeNumber(negateDecimal(decodeNumber(image))),
      )
  }
}

export function multiplyValues(
  { left, right, at }: Operands,
  operator: '*' | '/',
  environment: Environment,
): Compiled {
  const families = [familyOf(left.type.kind), familyOf(right.type.kind)]
  if (families.includes('time'))
    throw inconsistent('NUMBER', families[0] === 'time' ? left.type : right.type, at)
  if (families[0] === 'nanoseconds') {
    const factor = convert(right, number, environment)
    return computed(left.type, [left, factor], (interval, by) => {
      const size: Decimal = { digits: decodeNanoseconds(interval), exponent: 0 }
      const result =
        operator === '*'
          ? multiplyDecimals(size, decodeNumber(by))
          : divideDecimals(size, decodeNumber(by))
      return encodeNanoseconds(wholeOf(result))
    })
  }
  if (families[0] === 'number' && families[1] === 'nanoseconds' && operator === '*') {
    return multiplyValues({ left: right, right: left, at }, operator, environment)
  }
  const compute = operator === '*' ? multiplyDecimals : divideDecimals
  const floats =
    operator === '*' ? (a: number, b: number) => a * b : (a: number, b: number) => a / b
  return numeric({ left, right, at }, environment, compute, floats)
}

function numeric(
  { left, right }: Operands,
  environment: Environment,
  decimals: (left: Decimal, right: Decimal) => Decimal,
  floats: (left: number, right: number) => number,
): Compiled {
  const families = [familyOf(left.type.kind), familyOf(right.type.kind)]
  const isFloat = families.includes('float')
  const type: OracleType = isFloat ? { kind: 'BINARY_DOUBLE' } : number
  const operands = [convert(left, type, environment), convert(right, type, environment)]
  if (isFloat) {
    return computed(type, operands, (a, b) =>
      encodeFloat(floats(decodeFloat(a), decodeFloat(b)), 8),
    )
  }
  return computed(type, operands, (a, b) =>
    encodeNumber(decimals(decodeNumber(a), decodeNumber(b))),
  )
}

/** Addition and subtraction: of numbers, of times and days or intervals, of intervals. */
export function addValues(
  operands: Operands,
  operator: '+' | '-',
  environment: Environment,
): Compiled {
  const { left, right, at } = operands
  const [first, second] = [familyOf(left.type.kind), familyOf(right.type.kind)]
  const sign = operator === '+' ? 1n : -1n
  if (first === 'time' && second === 'time') {
    if (operator === '+') throw inconsistent('NUMBER', right.type, at)
    return subtractTimes(left, right, environment)
  }
  if (first === 'time') return moveTime(left, right, sign, environment)
  if (second === 'time') {
    if (operator === '-') throw inconsistent('NUMBER', right.type, at)
    return moveTime(right, left, sign, environment)
  }
  if (first === 'months' && second === 'months') {
    return computed(left.type, [left, right], (a, b) =>
      encodeMonths(decodeMonths(a) + Number(sign) * decodeMonths(b)),
    )
  }
  if (first === 'nanoseconds' && second === 'nanoseconds') {
    return computed(left.type, [left, right], (a, b) =>
      encodeNanoseconds(decodeNanoseconds(a) + sign * decodeNanoseconds(b)),
    )
  }
  const decimals =
    operator === '+' ? addDecimals : (a: Decimal, b: Decimal) => addDecimals(a, negateDecimal(b))
  const floats =
    operator === '+' ? (a: number, b: number) => a + b : (a: number, b: number) => a - b
  return numeric(operands, environment, decimals, floats)
}

function subtractTimes(left: Compiled, right: Compiled, environment: Environment): Compiled {
  if (left.type.kind === 'DATE' && right.type.kind === 'DATE') {
    return computed(number, [left, right], (a, b) => {
      const nanoseconds = instantOf(decodeTime(a)) - instantOf(decodeTime(b))
      return encodeNumber(divideDecimals({ digits: nanoseconds, exponent: 0 }, dayDecimal))
    })
  }
  const isZoned = [left, right].some(({ type }) => type.kind.endsWith('TZ'))
  const common: OracleType = { kind: isZoned ? 'TIMESTAMP_TZ' : 'TIMESTAMP', scale: 9 }
  const operands = [convert(left, common, environment), convert(right, common, environment)]
  return computed({ kind: 'INTERVAL_DS', precision: 9, scale: 9 }, operands, (a, b) =>
    encodeNanoseconds(instantOf(decodeTime(a)) - instantOf(decodeTime(b))),
  )
}

function moveTime(time: Compiled, by: Compiled, sign: bigint, environment: Environment): Compiled {
  const family = familyOf(by.type.kind)
  if (family === 'months') {
    return computed(time.type, [time, by], (image, months) =>
      moved(image, (wall) => addMonths(wall, Number(sign) * decodeMonths(months))),
    )
  }
  if (family === 'nanoseconds') {
    return computed(time.type, [time, by], (image, interval) =>
      moved(image, (wall) => timeOfInstant(instantOf(wall) + sign * decodeNanoseconds(interval))),
    )
  }
  // A number counts days, and what it is added to becomes a DATE.
  const date = convert(time, { kind: 'DATE' }, environment)
  const days = convert(by, number, environment)
  return computed({ kind: 'DATE' }, [date, days], (image, count) => {
    const seconds = wholeOf(multiplyDecimals(decodeNumber(count), { digits: 86_400n, exponent: 0 }))
    return moved(image, (wall) => timeOfInstant(instantOf(wall) + sign * seconds * 1_000_000_000n))
  })
}

function moved(image: Buffer, move: (wall: WallTime) => WallTime): Buffer {
  const wall = move(decodeTime(image))
  return image.length >= 13
    ? encodeZonedTime(wall, offsetOf(image))
    : encodeTime(wall, image.length >= 11)
}

function addMonths(wall: WallTime, months: number): WallTime {
  // Without a year 0, what comes before the first is -1.
  const astronomical = wall.year < 0 ? wall.year + 1 : wall.year
  const total = astronomical * 12 + wall.month - 1 + months
  const year = Math.floor(total / 12)
  return checkedTime({ ...wall, year: year <= 0 ? year - 1 : year, month: total - year * 12 + 1 })
}

/** ADD_MONTHS: the last day of a month stays the last one. */
export function addWholeMonths(image: Buffer, months: number): Buffer {
  const wall = decodeTime(image)
  const isLast = wall.day === daysInMonth(wall.year, wall.month)
  const target = addMonths({ ...wall, day: 1 }, months)
  const last = daysInMonth(target.year, target.month)
  return encodeTime({ ...target, day: isLast ? last : Math.min(wall.day, last) }, false)
}

/** The clock of another offset. */
export function inZone(image: Buffer, offsetMinutes: number): WallTime {
  return shiftMinutes(decodeTime(image), offsetMinutes)
}

function wholeOf(number_: Decimal): bigint {
  const { digits, exponent } = roundDecimal(number_, 0)
  return digits * 10n ** BigInt(Math.max(0, exponent))
}
