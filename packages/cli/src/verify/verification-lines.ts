import type { RowDifference, TableVerification } from '@aaps-data/engine'
import { alignColumns } from '../text/align-columns.ts'

const headings = ['table', 'compared by', 'source rows', 'rejected', 'target rows', 'result']

/** What was found of each table, as a table for people, and below it the keys that differ. */
export function verificationLines(tables: readonly TableVerification[]): readonly string[] {
  const rows = [headings, ...tables.map(cellsOf)]
  return [...alignColumns(rows), ...tables.flatMap(differenceLines)]
}

function cellsOf(found: TableVerification): readonly string[] {
  const { table, method, sourceRows, rejected, targetRows, isEqual } = found
  const result = isEqual ? 'equal' : differText(found)
  return [table, method, ...[sourceRows, rejected, targetRows].map(String), result]
}

function differText({ total, differences }: TableVerification): string {
  const count = total ?? differences.length
  const keys = count === 1 ? `${count} key differs` : `${count} keys differ`
  return total === undefined ? `at least ${keys}` : keys
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
