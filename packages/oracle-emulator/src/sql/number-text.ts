import { decimalText, roundDecimal, type Decimal } from '../images/number-image.ts'
import { OracleError } from '../oracle-error.ts'

const mostCharacters = 40

/** As TO_CHAR writes a number without a format: plain if 40 characters are enough for it. */
export function plainNumber(number: Decimal, numericCharacters: string): string {
  const text = decimalText(number)
  const digits = text.replace('-', '')
  const point = numericCharacters.charAt(0)
  if (digits.length <= mostCharacters) return text.replace('.', point)
  const whole = digits.split('.')[0] ?? ''
  if (whole.length > 0 && whole.length < mostCharacters) {
    return decimalText(roundDecimal(number, mostCharacters - whole.length - 1)).replace('.', point)
  }
  return scientific(number).replace('.', point)
}

function scientific({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const text = (digits < 0n ? -digits : digits).toString()
  const power = text.length - 1 + exponent
  const shown = `${text}${'0'.repeat(mostCharacters)}`.slice(0, 35)
  const power2 = String(Math.abs(power)).padStart(2, '0')
  return `${sign}${shown.charAt(0)}.${shown.slice(1)}E${power < 0 ? '-' : '+'}${power2}`
}

/** As TO_CHAR writes a number by a format model. Throws ORA-01481 for what is no model. */
export function formattedNumber(number: Decimal, model: string, numericCharacters: string): string {
  const upper = model.toUpperCase()
  if (upper === 'TM' || upper === 'TM9')
    return decimalText(number).replace('.', numericCharacters.charAt(0))
  if (upper === 'TME') return scientific(number)
  const fills = !upper.startsWith('FM')
  const body = fills ? upper : upper.slice(2)
  const found = /^(S?)([90,G]*)(?:([.D])([90]*))?(S|MI|PR)?$/.exec(body)
  if (found === null || !/[90]/.test(body))
    throw new OracleError(1481, 'invalid number format model')
  const [, leadingSign = '', wholeModel = '', point, fractionModel = '', trailing = ''] = found
  const rounded = roundDecimal(number, fractionModel.length)
  const [wholeDigits = '', fraction = ''] = decimalText(rounded).replace('-', '').split('.')
  const places = wholeModel.replace(/[^90]/g, '').length
  if (wholeDigits.replace(/^0$/, '').length > places) return '#'.repeat(body.length + 1)
  const whole = fillWhole(
    wholeDigits,
    wholeModel,
    fractionModel !== '' || point !== undefined,
    numericCharacters,
  )
  const shownFraction = fraction.padEnd(fractionModel.length, '0')
  const cut = fills ? shownFraction : trimFraction(shownFraction, fractionModel)
  const pointSign = point === undefined ? '' : point === 'D' ? numericCharacters.charAt(0) : '.'
  const text = `${whole.trimStart()}${pointSign}${cut}`
  const isNegative = rounded.digits < 0n
  const signed = withSign(text, isNegative, leadingSign, trailing, fills)
  return fills
    ? signed.padStart(body.replace('S', '').replace(/MI|PR/, '').length + 1)
    : signed.trim()
}

function fillWhole(
  digits: string,
  model: string,
  hasFraction: boolean,
  characters: string,
): string {
  const signs = Array.from(model)
  const firstZero = signs.indexOf('0')
  const own = digits === '0' && hasFraction ? '' : digits
  let left = own.length
  let text = ''
  for (let index = signs.length - 1; index >= 0; index -= 1) {
    const sign = signs[index]
    const isShown = left > 0 || (firstZero >= 0 && index >= firstZero)
    if (sign === ',' || sign === 'G') {
      text = (isShown ? (sign === 'G' ? characters.charAt(1) : ',') : ' ') + text
      continue
    }
    text = (left > 0 ? own.charAt(left - 1) : isShown ? '0' : ' ') + text
    left -= 1
  }
  return text
}

function trimFraction(fraction: string, model: string): string {
  let end = fraction.length
  while (end > 0 && fraction.charAt(end - 1) === '0' && model.charAt(end - 1) === '9') end -= 1
  return fraction.slice(0, end)
}

function withSign(
  text: string,
  isNegative: boolean,
  leading: string,
  trailing: string,
  fills: boolean,
): string {
  if (trailing === 'MI') return text + (isNegative ? '-' : fills ? ' ' : '')
  if (trailing === 'PR') return isNegative ? `<${text}>` : fills ? ` ${text} ` : text
  if (trailing === 'S') return text + (isNegative ? '-' : '+')
  if (leading === 'S') return (isNegative ? '-' : '+') + text
  return isNegative ? `-${text}` : text
}
