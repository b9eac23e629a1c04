// 15 significant digits survive a double, whatever they are.
// https://en.cppreference.com/w/cpp/types/numeric_limits/digits10
const safeLength = 15

/**
 * A number written in decimal digits: as a number where a double keeps them all, else as its text.
 * Zeros that say nothing are not kept. Undefined for what is no number.
 */
export function exactNumber(text: string): number | string | undefined {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text)
  if (parts === null) return undefined
  const [, , whole = '', decimals = ''] = parts
  if (whole === '' && decimals === '') return undefined
  const value = Number(text)
  if (value === 0 && /^0*$/.test(whole + decimals)) return 0
  if (text.length <= safeLength && parts[4] === undefined) return value
  if (Number.isFinite(value) && digitsOf(text) === digitsOf(String(value))) return value
  return text.startsWith('+') ? text.slice(1) : text
}

// Sign, significant digits and the place of the point: equal for the same number.
function digitsOf(text: string): string {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = parts ?? []
  const digits = whole + decimals
  const leading = digits.length - digits.replace(/^0+/, '').length
  const point = whole.length - leading + Number(exponent)
  return `${sign === '-' ? '-' : ''}${digits.slice(leading).replace(/0+$/, '')}@${point}`
}
