import type { RowDifference, TableVerification } from '@aaps-data/engine'

const headings = ['table', 'compared by', 'source rows', 'target rows', 'result']

/** What was found of each table, as a table for people, and below it the keys that differ. */
export function verificationLines(tables: readonly TableVerification[]): readonly string[] {
  const rows = [headings, ...tables.map(cellsOf)]
  const widths = headings.map((_heading, place) =>
    Math.max(...rows.map((row) => row[place]?.length ?? 0)),
  )
  const lines = rows.map((row) =>
    row
      .map((cell, place) => cell.padEnd(widths[place] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [...lines, ...tables.flatMap(differenceLines)]
}

function cellsOf(found: TableVerification): readonly string[] {
  const { table, method, sourceRows, targetRows, isEqual } = found
  const result = isEqual ? 'equal' : `${countOf(found)} differ`
  return [table, method, String(sourceRows), String(targetRows), result]
}

function countOf({ total, differences }: TableVerification): string {
  return total === undefined ? `at least ${differences.length} keys` : `${total} keys`
}

function differenceLines(found: TableVerification): readonly string[] {
  const { table, differences, total } = found
  if (differences.length === 0) return []
  const isAll = total === differences.length
  const heading = isAll ? `${table}:` : `${table}, the first ${differences.length}:`
  return ['', heading, ...differences.map((each) => `  ${wordsOf(each)}`)]
}

function wordsOf({ kind, key, sourceRows, targetRows }: RowDifference): string {
  const rows = sourceRows > 1 || targetRows > 1 ? ` (rows: ${sourceRows}, ${targetRows})` : ''
  return `${kind.padEnd('different'.length)}  ${JSON.stringify(key)}${rows}`
}
