import { OracleError } from '../oracle-error.ts'

/**
 * A decimal number: `digits` times ten to the power of `exponent`. Zero has the exponent 0.
 */
export interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

const pattern = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?\s*$/
const zeroImage = Buffer.from([0x80])

/** Reads a number in decimal or scientific notation. Throws ORA-01722. */
export function parseDecimal(text: string): Decimal {
  const found = pattern.exec(text)
  const whole = found?.[2] ?? ''
  const fraction = found?.[3] ?? ''
  if (found === null || whole + fraction === '') throw new OracleError(1722, 'invalid number')
  const digits = BigInt(whole + fraction)
  const exponent = Number(found[4] ?? 0) - fraction.length
  return { digits: found[1] === '-' ? -digits : digits, exponent: digits === 0n ? 0 : exponent }
}

/**
 * The image of a number as Oracle stores and sends it: images compare byte for byte as their numbers
 * do. It is rounded to what an image holds, 20 pairs of digits. Throws ORA-01426 for what is larger
 * than 9.99e125; what is smaller than 1e-130 is zero.
 */
export function encodeNumber(number: Decimal): Buffer {
  if (number.digits === 0n) return zeroImage
  const isNegative = number.digits < 0n
  let text = (isNegative ? -number.digits : number.digits).toString()
  // The value is 0.TEXT times ten to the power of `point`, which has to be even: pairs of digits.
  let point = text.length + number.exponent
  if (point % 2 !== 0) {
    text = `0${text}`
    point += 1
  }
  if (text.length > 40) {
    const rounded = BigInt(text.slice(0, 40)) + (text.charCodeAt(40) >= 0x35 ? 1n : 0n)
    const next: Decimal = { digits: rounded, exponent: point - 40 }
    return encodeNumber(isNegative ? { ...next, digits: -rounded } : next)
  }
  const exponent = point / 2 + 192
  if (exponent < 128) return zeroImage
  if (exponent > 255) throw new OracleError(1426, 'numeric overflow')
  return writePairs(text, exponent, isNegative)
}

function writePairs(text: string, exponent: number, isNegative: boolean): Buffer {
  let end = text.length
  while (text.charCodeAt(end - 1) === 0x30) end -= 1
  const pairs = (end + 1) >> 1
  const isMarked = isNegative && pairs < 20
  const image = Buffer.allocUnsafe(1 + pairs + (isMarked ? 1 : 0))
  image[0] = isNegative ? exponent ^ 0xff : exponent
  for (let pair = 0; pair < pairs; pair += 1) {
    const tens = text.charCodeAt(pair * 2) - 0x30
    const ones = pair * 2 + 1 < end ? text.charCodeAt(pair * 2 + 1) - 0x30 : 0
    const value = tens * 10 + ones
    image[pair + 1] = isNegative ? 101 - value : value + 1
  }
  if (isMarked) image[pairs + 1] = 102
  return image
}

/** The number of an image. */
export function decodeNumber(image: Buffer): Decimal {
  const first = image.readUInt8(0)
  const isPositive = first >= 0x80
  if (image.length === 1) return { digits: isPositive ? 0n : -1n, exponent: isPositive ? 0 : 126 }
  let end = image.length
  if (!isPositive && image[end - 1] === 102) end -= 1
  let digits = ''
  for (let place = 1; place < end; place += 1) {
    const byte = image.readUInt8(place)
    const pair = isPositive ? byte - 1 : 101 - byte
    digits += pair < 10 ? `0${pair}` : String(pair)
  }
  const power = (isPositive ? first : first ^ 0xff) - 192
  const value = BigInt(digits)
  return { digits: isPositive ? value : -value, exponent: power * 2 - digits.length }
}

/** Plain decimal notation as Oracle writes it: no zero before the point, none at the end. */
export function decimalText({ digits, exponent }: Decimal): string {
  if (digits === 0n) return '0'
  const sign = digits < 0n ? '-' : ''
  const text = (digits < 0n ? -digits : digits).toString()
  if (exponent >= 0) return sign + text + '0'.repeat(exponent)
  const point = text.length + exponent
  const whole = point > 0 ? text.slice(0, point) : ''
  const fraction = (point > 0 ? text.slice(point) : '0'.repeat(-point) + text).replace(/0+$/, '')
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`
}

/** Rounds half away from zero to `scale` decimal places, which may be negative. */
export function roundDecimal(number: Decimal, scale: number): Decimal {
  const surplus = -number.exponent - scale
  if (surplus <= 0) return number
  const divisor = 10n ** BigInt(surplus)
  const half = divisor / 2n
  const digits =
    number.digits < 0n ? (number.digits - half) / divisor : (number.digits + half) / divisor
  return digits === 0n ? { digits: 0n, exponent: 0 } : { digits, exponent: -scale }
}

/** The image of a whole number that JavaScript counts exactly. */
export function encodeInteger(value: number): Buffer {
  return encodeNumber({ digits: BigInt(value), exponent: 0 })
}
