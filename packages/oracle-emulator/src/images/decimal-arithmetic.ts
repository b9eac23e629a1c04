import { OracleError } from '../oracle-error.ts'
import type { Decimal } from './number-image.ts'

const precision = 40

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const exponent = Math.min(left.exponent, right.exponent)
  return normalize(scaled(left, exponent) + scaled(right, exponent), exponent)
}

export function negateDecimal(number: Decimal): Decimal {
  return { ...number, digits: -number.digits }
}

export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  return normalize(left.digits * right.digits, left.exponent + right.exponent)
}

/** Divides to the 40 digits that a NUMBER holds. Throws ORA-01476. */
export function divideDecimals(left: Decimal, right: Decimal): Decimal {
  if (right.digits === 0n) throw new OracleError(1476, 'divisor is equal to zero')
  const shift = Math.max(0, precision + 2 - length(left.digits) + length(right.digits))
  const digits = (left.digits * 10n ** BigInt(shift)) / right.digits
  return normalize(digits, left.exponent - right.exponent - shift)
}

/** The whole part, cut towards zero. */
export function truncateDecimal(number: Decimal): bigint {
  if (number.exponent >= 0) return number.digits * 10n ** BigInt(number.exponent)
  return number.digits / 10n ** BigInt(-number.exponent)
}

export function remainder(left: Decimal, right: Decimal): Decimal {
  if (right.digits === 0n) return left
  const exponent = Math.min(left.exponent, right.exponent)
  return normalize(scaled(left, exponent) % scaled(right, exponent), exponent)
}

function scaled(number: Decimal, exponent: number): bigint {
  return number.digits * 10n ** BigInt(number.exponent - exponent)
}

function length(digits: bigint): number {
  return digits.toString().length
}

function normalize(digits: bigint, exponent: number): Decimal {
  return digits === 0n ? { digits, exponent: 0 } : { digits, exponent }
}
