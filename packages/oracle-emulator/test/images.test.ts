import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { encodeValue } from '../src/images/encode-value.ts'
import { decodeFloat, encodeFloat } from '../src/images/float-image.ts'
import {
  decodeMonths,
  decodeNanoseconds,
  encodeMonths,
  encodeNanoseconds,
} from '../src/images/interval-image.ts'
import {
  decimalText,
  decodeNumber,
  encodeNumber,
  parseDecimal,
} from '../src/images/number-image.ts'
import { dictionaryName, parseOracleType } from '../src/images/oracle-type.ts'
import { dayNumber, dayOfNumber, instantOf, timeOfInstant } from '../src/images/time-image.ts'

const decimals = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
    fc.integer({ min: -80, max: 80 }),
  )
  .map(([digits, exponent]) => ({ digits, exponent: digits === 0n ? 0 : exponent }))

const order = (left: bigint | number, right: bigint | number) =>
  left < right ? -1 : left > right ? 1 : 0

describe('the image of a number', () => {
  test('gives the number back', () => {
    fc.assert(
      fc.property(decimals, (number) => {
        const text = decimalText(number)
        expect(decimalText(decodeNumber(encodeNumber(number)))).toBe(text)
        expect(decimalText(parseDecimal(text))).toBe(text)
      }),
    )
  })

  test('compares byte for byte as the number does', () => {
    const small = fc.tuple(
      fc.bigInt({ min: -99999n, max: 99999n }),
      fc.integer({ min: -4, max: 4 }),
    )
    fc.assert(
      fc.property(small, small, ([a, i], [b, j]) => {
        const images = [
          encodeNumber({ digits: a, exponent: i }),
          encodeNumber({ digits: b, exponent: j }),
        ] as const
        const values = [a * 10n ** BigInt(i + 4), b * 10n ** BigInt(j + 4)] as const
        expect(Buffer.compare(...images)).toBe(order(...values))
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['0', '80'],
    ['1', 'c102'],
    ['-1', '3e6466'],
    ['123.45', 'c202182e'],
    ['-123.45', '3d644e3866'],
    ['.5', 'c033'],
    ['100', 'c202'],
  ])('of %s is what Oracle writes in DUMP', (text, image) => {
    expect(encodeNumber(parseDecimal(text)).toString('hex')).toBe(image)
  })

  test('has no room for more than 9.99e125', () => {
    expect(() => encodeNumber(parseDecimal('1e126'))).toThrow('ORA-01426')
    expect(decimalText(decodeNumber(encodeNumber(parseDecimal('1e-140'))))).toBe('0')
  })
})

describe('a value that a column takes', () => {
  const stored = (value: string, type: string) => {
    const image = encodeValue(value, parseOracleType(type))
    return image === null ? null : decimalText(decodeNumber(image))
  }

  test.each([
    ['1234.567', 'NUMBER(6,2)', '1234.57'],
    ['12355', 'NUMBER(3,-2)', '12400'],
    ['.00012345', 'NUMBER(2,5)', '.00012'],
    ['1.5', 'INTEGER', '2'],
    ['-0.5', 'NUMBER(1)', '-1'],
    [
      '123456789012345678901234567890.123456789',
      'NUMBER',
      '123456789012345678901234567890.123456789',
    ],
  ])('%s in a %s is %s', (value, type, expected) => {
    expect(stored(value, type)).toBe(expected)
  })

  test.each([
    ['1000', 'NUMBER(3)', 'ORA-01438'],
    ['.01', 'NUMBER(1,3)', 'ORA-01438'],
    ['x', 'NUMBER', 'ORA-01722'],
    ['äö', 'VARCHAR2(3)', 'ORA-12899'],
    ['2023-02-29', 'DATE', 'ORA-01839'],
    ['0000-01-01', 'DATE', 'ORA-01841'],
    ['1 25:00:00', 'INTERVAL DAY TO SECOND', 'ORA-01867'],
  ])('%s in a %s is refused: %s', (value, type, error) => {
    expect(() => encodeValue(value, parseOracleType(type))).toThrow(error)
  })

  test('has room by characters where they are counted', () => {
    expect(encodeValue('äöü', parseOracleType('VARCHAR2(3 CHAR)'))?.toString()).toBe('äöü')
  })

  test('is padded in a CHAR, NULL if it is empty, and rounded to the digits of its seconds', () => {
    expect(encodeValue('ab', parseOracleType('CHAR(4)'))?.toString()).toBe('ab  ')
    expect(encodeValue('', parseOracleType('VARCHAR2(4)'))).toBeNull()
    const rounded = encodeValue('2024-12-31 23:59:59.9999', parseOracleType('TIMESTAMP(3)'))
    expect(rounded?.toString('hex')).toBe(
      encodeValue('2025-01-01', parseOracleType('TIMESTAMP'))?.toString('hex'),
    )
  })
})

describe('the image of a time', () => {
  const instants = fc.bigInt({ min: 0n, max: 5_373_483n * 86_400_000_000_000n })

  test('compares byte for byte as the time does, also before Christ', () => {
    const written = (instant: bigint) => {
      const { year, month, day, hour, minute, second, nanosecond } = timeOfInstant(instant)
      const two = (value: number) => String(value).padStart(2, '0')
      const date = `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(day)}`
      return `${date} ${two(hour)}:${two(minute)}:${two(second)}.${String(nanosecond).padStart(9, '0')}`
    }
    const type = parseOracleType('TIMESTAMP(9)')
    const imageOf = (instant: bigint) => encodeValue(written(instant), type) ?? Buffer.alloc(0)
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        expect(Buffer.compare(imageOf(a), imageOf(b))).toBe(order(a, b))
        expect(instantOf(timeOfInstant(a))).toBe(a)
      }),
    )
  })

  test('counts days through the change of the calendar', () => {
    expect(
      dayNumber({ year: 1582, month: 10, day: 15 }) - dayNumber({ year: 1582, month: 10, day: 4 }),
    ).toBe(1)
    expect(dayNumber({ year: 2000, month: 1, day: 1 })).toBe(2_451_545)
    expect(dayOfNumber(0)).toEqual({ year: -4713, month: 1, day: 1 })
  })
})

test('images of intervals and of binary numbers give them back, and compare as they do', () => {
  const nanoseconds = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n })
  fc.assert(
    fc.property(nanoseconds, nanoseconds, (a, b) => {
      expect(decodeNanoseconds(encodeNanoseconds(a))).toBe(a)
      expect(Buffer.compare(encodeNanoseconds(a), encodeNanoseconds(b))).toBe(order(a, b))
    }),
  )
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), (months) => {
      expect(decodeMonths(encodeMonths(months))).toBe(months)
    }),
  )
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
      const [left, right] = [encodeFloat(a, 8), encodeFloat(b, 8)]
      expect(decodeFloat(left)).toBe(a === 0 ? 0 : a)
      expect(Buffer.compare(left, right)).toBe(order(a, b))
    }),
  )
})

test('NaN is above all numbers', () => {
  expect(Buffer.compare(encodeFloat(NaN, 8), encodeFloat(Infinity, 8))).toBe(1)
  expect(decodeFloat(encodeFloat(NaN, 8))).toBeNaN()
})

test.each([
  ['timestamp ( 3 ) with local time zone', 'TIMESTAMP(3) WITH LOCAL TIME ZONE'],
  ['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP(6) WITH TIME ZONE'],
  ['INTERVAL DAY(3) TO SECOND(2)', 'INTERVAL DAY(3) TO SECOND(2)'],
  ['VARCHAR2(20 CHAR)', 'VARCHAR2'],
  ['FLOAT', 'FLOAT'],
])('the type %s is %s in the dictionary', (declared, name) => {
  expect(dictionaryName(parseOracleType(declared))).toBe(name)
})
