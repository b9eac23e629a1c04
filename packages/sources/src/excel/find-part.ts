import type { ExcelPart, SourceTable } from '@aaps-data/catalog'
import { findTitleRow, findTitles, type TitledColumns } from '../files/titles.ts'
import { lastColumn, lastRow, parseRange, type CellRange } from './cell-reference.ts'
import type { NamedRange, Workbook } from './open-workbook.ts'
import type { SheetRow } from './sheet-row.ts'
import { WorkbookError } from './workbook-error.ts'

/** Where a table's rows are in a workbook. */
export interface FoundPart {
  readonly sheet: string
  readonly range: CellRange
  /** The row with the titles. */
  readonly titleRow: number
  /** Positions are columns of the sheet, counted from 0. */
  readonly columns: TitledColumns
}

const mostRowsAboveTitles = 100
const wholeSheet: CellRange = { firstRow: 1, lastRow, firstColumn: 1, lastColumn }

/**
 * Finds the sheet and range that a part names, and among the first rows with cells the one that has the most
 * of the table's titles. Throws `WorkbookError` that says what there is instead.
 */
export async function findPart(
  workbook: Workbook,
  { part, table }: { readonly part: ExcelPart; readonly table: SourceTable },
): Promise<FoundPart> {
  const { sheet, range } = await findRange(workbook, part)
  const rows = await firstRows(workbook, sheet, range)
  const titles = rows.map((row) => titlesOf(row, range))
  const place = findTitleRow(table, titles)
  const row = place === undefined ? undefined : rows[place]
  if (place === undefined || row === undefined) {
    throw new WorkbookError('no titles', {
      sheet,
      titles: table.columns.map(({ source }) => source),
    })
  }
  const columns = findTitles(table, titles[place] ?? [])
  if (columns.doubled.length > 0) {
    throw new WorkbookError('titles twice', { sheet, titles: columns.doubled })
  }
  return { sheet, range, titleRow: row.number, columns }
}

async function findRange(workbook: Workbook, part: ExcelPart): Promise<NamedRange> {
  if (part.table !== undefined) {
    const found = await workbook.rangeOfTable(part.table)
    if (found === undefined) throw new WorkbookError('no range', { table: part.table })
    return found
  }
  if (part.range !== undefined) {
    const named = workbook.rangeOfName(part.range)
    if (named !== undefined)
      return { ...named, sheet: sheetOf(workbook, part.sheet ?? named.sheet) }
    const range = parseRange(part.range)
    if (range === undefined) throw new WorkbookError('no range', { range: part.range })
    return { sheet: sheetOf(workbook, part.sheet), range }
  }
  return { sheet: sheetOf(workbook, part.sheet), range: wholeSheet }
}

function sheetOf({ sheets }: Workbook, name: string | undefined): string {
  const shown = sheets.filter(({ isHidden }) => !isHidden)
  if (name === undefined) {
    const [only, ...others] = shown
    if (only !== undefined && others.length === 0) return only.name
    const facts = { sheets: shown.map((each) => each.name) }
    throw new WorkbookError(only === undefined ? 'no sheet' : 'several sheets', facts)
  }
  const plain = name.trim().toLowerCase()
  const found = sheets.find((each) => each.name.trim().toLowerCase() === plain)
  if (found === undefined) {
    throw new WorkbookError('no sheet', { sheet: name, sheets: sheets.map((each) => each.name) })
  }
  return found.name
}

async function firstRows(
  workbook: Workbook,
  sheet: string,
  range: CellRange,
): Promise<readonly SheetRow[]> {
  const found: SheetRow[] = []
  for await (const rows of workbook.rows(sheet)) {
    for (const row of rows) {
      if (row.number < range.firstRow) continue
      if (row.number > range.lastRow || found.length >= mostRowsAboveTitles) return found
      found.push(row)
    }
  }
  return found
}

function titlesOf({ cells }: SheetRow, range: CellRange): readonly string[] {
  const titles: string[] = []
  for (const [column, { text }] of cells) {
    if (column < range.firstColumn || column > range.lastColumn) continue
    while (titles.length < column - 1) titles.push('')
    titles[column - 1] = text
  }
  return titles
}
