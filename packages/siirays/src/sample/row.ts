/** Exact decimals and dates are texts, so that no binary number stands between them and the table. */
export type Value = string | number | null

/** The values of a row in the order of the table's columns. */
export type Row = readonly Value[]

/** A decimal with `digits` behind the point, from a whole number of its smallest unit. */
export function decimal(units: number, digits: number): string {
  const sign = units < 0 ? '-' : ''
  const text = String(Math.abs(units)).padStart(digits + 1, '0')
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}
