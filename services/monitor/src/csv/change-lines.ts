import type { RunChange } from '../schemas/change.ts'
import { csvLine, type CsvLanguage } from './csv-line.ts'
import { pairsText } from './pairs-text.ts'

const headers = {
  es: ['tabla', 'operación', 'clave', 'columna', 'antes', 'después'],
  en: ['table', 'operation', 'key', 'column', 'before', 'after'],
} as const

const operations = {
  es: { insert: 'nueva', update: 'modificada', delete: 'borrada' },
  en: { insert: 'new', update: 'updated', delete: 'deleted' },
} as const

export function changeHeader(language: CsvLanguage): string {
  return csvLine(headers[language], language)
}

/** A change as lines, one for each of its columns: so that a spreadsheet can filter by column. */
export function changeLines(
  { table, operation, key, before, after }: RunChange,
  language: CsvLanguage,
): string {
  const columns = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...columns]
    .map((column) =>
      csvLine(
        [
          table,
          operations[language][operation],
          pairsText(key),
          column,
          before?.[column] ?? null,
          after?.[column] ?? null,
        ],
        language,
      ),
    )
    .join('')
}
