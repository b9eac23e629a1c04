import type { NumberForm } from '@aaps-data/catalog'

/** Gives a number as PostgreSQL reads it, with every digit; undefined when the text is none. */
export type CodeNumber = (text: string) => string | undefined

/**
 * Reads numbers as people write them: a sign, digits in groups if a sign for thousands is declared,
 * decimals, an exponent; a percent sign divides by a hundred, as a sheet does that shows one.
 * Nothing is rounded.
 */
export function createNumberCoder({ decimal, thousands }: NumberForm): CodeNumber {
  const whole =
    thousands === undefined
      ? String.raw`\d+`
      : String.raw`\d{1,3}(?:${literal(thousands)}\d{3})+|\d+`
  const pattern = new RegExp(
    String.raw`^([+-]?)(${whole})?(?:${literal(decimal)}(\d+)?)?(?:[eE]([+-]?\d{1,4}))?( ?%)?$`,
  )
  return (text) => {
    const match = pattern.exec(text.trim())
    if (match === null) return undefined
    const [, sign = '', grouped = '', decimals = '', exponent, percent] = match
    if (grouped === '' && decimals === '') return undefined
    const digits = thousands === undefined ? grouped : grouped.replaceAll(thousands, '')
    const shift = Number(exponent ?? 0) - (percent === undefined ? 0 : 2)
    return signed(sign, shiftPoint(digits, decimals, shift))
  }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

function signed(sign: string, number: string): string {
  return sign === '-' && /[1-9]/.test(number) ? `-${number}` : number
}

function shiftPoint(whole: string, decimals: string, by: number): string {
  const digits = whole + decimals
  const point = whole.length + by
  const padded =
    point > digits.length ? digits.padEnd(point, '0') : '0'.repeat(Math.max(0, -point)) + digits
  const at = Math.max(0, point)
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  const rest = padded.slice(at)
  return `${integer === '' ? '0' : integer}${rest === '' ? '' : `.${rest}`}`
}
