import type { ExcelPart } from '@aaps-data/catalog'
import { CopyRows } from '../encode/copy-rows.ts'
import type { RowFault } from '../source.ts'
import type { CellEncoder } from './encode-cell.ts'
import type { FoundPart } from './find-part.ts'
import { createMergeFiller } from './merged-cells.ts'
import type { Workbook } from './open-workbook.ts'
import type { CellValue, SheetRow } from './sheet-row.ts'

/**
 * Reads the rows of a table out of a workbook, as COPY reads them, each with the number of its row and
 * what of it could not be read. Rows without a value are passed over, and the foot ends them. Memory
 * holds a few buffers, and the ranges of merged cells where those are filled.
 */
export async function* readRows(
  workbook: Workbook,
  {
    part,
    found,
    encoders,
    signal,
  }: {
    readonly part: ExcelPart
    readonly found: FoundPart
    /** Of each column, in the order of the table. */
    readonly encoders: readonly CellEncoder[]
    readonly signal: AbortSignal
  },
): AsyncGenerator<Buffer> {
  const { sheet, range, titleRow, columns } = found
  const fill =
    part.merged === 'fill' ? createMergeFiller(await workbook.mergedRanges(sheet)) : undefined
  const isData = createRowFilter(part, found)
  const rows = new CopyRows()
  for await (const read of workbook.rows(sheet)) {
    signal.throwIfAborted()
    for (const row of read) {
      const cells = fill === undefined ? row.cells : fill(row)
      if (row.number <= titleRow) continue
      const what = row.number > range.lastRow ? 'foot' : isData(row)
      if (what === 'foot') {
        if (rows.length > 0) yield rows.take()
        return
      }
      if (what === 'none') continue
      writeRow(rows, { cells, number: row.number, positions: columns.positions, encoders })
    }
    if (rows.isFull) yield rows.take()
  }
  if (rows.length > 0) yield rows.take()
}

function writeRow(
  rows: CopyRows,
  {
    cells,
    number,
    positions,
    encoders,
  }: {
    readonly cells: ReadonlyMap<number, CellValue>
    readonly number: number
    readonly positions: readonly (number | undefined)[]
    readonly encoders: readonly CellEncoder[]
  },
): void {
  const faults: RowFault[] = []
  for (const [place, encoder] of encoders.entries()) {
    const encoded = encoder.encode(cells.get((positions[place] ?? -1) + 1))
    if (typeof encoded === 'string') rows.writeText(encoded)
    else {
      rows.writeNull()
      if (encoded !== null) faults.push(encoded)
    }
  }
  rows.writeCount(number)
  if (faults.length === 0) rows.writeNull()
  else rows.writeText(JSON.stringify(faults))
  rows.endRow()
}

/** Says of a row whether it is data, the end of them, or nothing. */
function createRowFilter(
  { foot, hiddenRows }: ExcelPart,
  { range, columns: { width } }: FoundPart,
): (row: SheetRow) => 'data' | 'foot' | 'none' {
  const begin = foot?.trim().toLowerCase()
  return ({ cells, isHidden }) => {
    for (const [column, { text }] of cells) {
      if (column < range.firstColumn || column > Math.min(width, range.lastColumn)) continue
      const plain = text.trim()
      if (plain === '') continue
      // Behind a first value, a name may begin like a foot.
      if (begin !== undefined && plain.toLowerCase().startsWith(begin)) return 'foot'
      return isHidden && hiddenRows === 'skip' ? 'none' : 'data'
    }
    return 'none'
  }
}
