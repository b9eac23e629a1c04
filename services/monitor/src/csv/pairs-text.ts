import type { CsvLanguage } from './csv-line.ts'

type Pairs = Readonly<Record<string, string | number | null>>

/** Named values in a line, such as a key: `id_epsa=12, gestion=2024`. Null where there are none. */
export function pairsText(pairs: Pairs | null): string | null {
  if (pairs === null) return null
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${value ?? ''}`)
    .join(', ')
}

const parts: Readonly<Record<CsvLanguage, Readonly<Record<string, string>>>> = {
  es: { row: 'fila', line: 'línea', file: 'archivo', sheet: 'hoja', cell: 'celda' },
  en: {},
}

/**
 * Where a row is in its source, in a line: `archivo padron.csv, línea 12`; a cell as Excel writes it,
 * `padron.xlsx!Hoja1!F214`. Null where untold.
 */
export function placeText(place: Pairs | null, language: CsvLanguage): string | null {
  if (place === null) return null
  const { file, sheet, cell, ...others } = place
  if (cell !== undefined && Object.keys(others).length === 0) {
    return [file, sheet, cell].join('!')
  }
  return Object.entries(place)
    .map(([part, value]) => `${parts[language][part] ?? part} ${value ?? ''}`)
    .join(', ')
}
