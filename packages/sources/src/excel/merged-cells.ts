import type { CellRange } from './cell-reference.ts'
import type { CellValue, SheetRow } from './sheet-row.ts'

/**
 * Makes a function that gives each cell of a merged range the value of its first one. Rows have to come in
 * their order. Memory holds the ranges.
 */
export function createMergeFiller(
  ranges: readonly CellRange[],
): (row: SheetRow) => ReadonlyMap<number, CellValue> {
  const waiting = ranges.toSorted((one, other) => other.firstRow - one.firstRow)
  let open: { readonly range: CellRange; value: CellValue | undefined }[] = []
  return ({ number, cells }) => {
    open = open.filter(({ range }) => range.lastRow >= number)
    for (
      let next = waiting.at(-1);
      next !== undefined && next.firstRow <= number;
      next = waiting.at(-1)
    ) {
      waiting.pop()
      // A range whose first row had no cells has no value.
      const value = next.firstRow === number ? cells.get(next.firstColumn) : undefined
      if (next.lastRow >= number) open.push({ range: next, value })
    }
    if (open.length === 0) return cells
    const filled = new Map(cells)
    for (const { range, value } of open) {
      if (value === undefined) continue
      for (let column = range.firstColumn; column <= range.lastColumn; column += 1) {
        filled.set(column, value)
      }
    }
    return filled
  }
}
