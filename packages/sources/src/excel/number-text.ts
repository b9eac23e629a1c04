import { createNumberCoder } from '../encode/code-number.ts'

const codePlain = createNumberCoder({ decimal: '.', thousands: undefined })
/** More than a double ever needs. */
const mostDigits = 17
/** Up to 15 digits are the shortest text of their double already. */
const short = /^-?(?:[1-9]\d*|0(?=\.|$))(?:\.\d*[1-9])?$/
const shortCharacters = 16

/**
 * A number of a cell with every digit that it means, and no exponent. Excel keeps numbers as doubles and
 * writes up to 17 digits of them: 45.3 as 45.299999999999997. Of such a text the shortest one is given
 * that is the same double. A longer text was written by a program that means each digit.
 */
export function numberText(written: string): string {
  if (written.length <= shortCharacters && short.test(written) && written !== '-0') return written
  const digits = written
    .replace(/[eE].*$/, '')
    .replace(/^[+-]?[0.]*|\./g, '')
    .replace(/0+$/, '')
  const exact = digits.length > mostDigits ? written : String(Number(written))
  return codePlain(exact) ?? written
}
