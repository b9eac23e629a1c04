/** The rightmost column and the lowest row that a sheet has. */
export const lastColumn = 16_384
export const lastRow = 1_048_576

/** A part of a sheet, its edges included; rows and columns are counted from 1. */
export interface CellRange {
  readonly firstRow: number
  readonly lastRow: number
  readonly firstColumn: number
  readonly lastColumn: number
}

/** The number of the column of a reference such as `AB12`, counted from 1; 0 for what is none. */
export function columnOfReference(reference: string): number {
  let column = 0
  for (let at = 0; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) - 64
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
  }
  return column
}

/** The letters of a column: `A` for 1, `AA` for 27. */
export function lettersOf(column: number): string {
  let letters = ''
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return letters
}

/** Reads a range such as `B4:K900`, `$B$4:$K$900`, `B:K`, or one cell; undefined for what is none. */
export function parseRange(text: string): CellRange | undefined {
  const match = /^([A-Z]{1,3})(\d{1,7})?(?::([A-Z]{1,3})(\d{1,7})?)?$/i.exec(
    text.replaceAll('$', ''),
  )
  if (match === null) return undefined
  const [, left = '', top, right = left, bottom] = match
  const columns = [left, right].map((letters) => columnOfReference(letters.toUpperCase()))
  const rows = [Number(top ?? 1), Number(bottom ?? (match[3] === undefined ? top : lastRow))]
  const range = {
    firstRow: Math.min(...rows),
    lastRow: Math.max(...rows),
    firstColumn: Math.min(...columns),
    lastColumn: Math.max(...columns),
  }
  const isInSheet =
    range.firstRow >= 1 && range.lastRow <= lastRow && range.lastColumn <= lastColumn
  return isInSheet ? range : undefined
}
