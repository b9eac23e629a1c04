export type CsvLanguage = 'es' | 'en'

// Where the comma is the decimal sign, spreadsheets part columns by semicolons.
const separators: Readonly<Record<CsvLanguage, string>> = { es: ';', en: ',' }

const opensFormula = /^[=+\-@\t\r\n＝＋－＠]/
const plainNumber = /^-?\d+(\.\d+)?$/

function cellOf(value: string | null): string {
  if (value === null) return ''
  const text = opensFormula.test(value) && !plainNumber.test(value) ? `'${value}` : value
  return text === '' || /[";,\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * One line of a CSV file for the spreadsheets of a language. A text that a spreadsheet would take
 * for a formula gets an apostrophe in front, so that opening the file runs nothing; numbers stay
 * numbers. Null is nothing at all, an empty text is `""`.
 */
export function csvLine(cells: readonly (string | null)[], language: CsvLanguage): string {
  return `${cells.map(cellOf).join(separators[language])}\r\n`
}
