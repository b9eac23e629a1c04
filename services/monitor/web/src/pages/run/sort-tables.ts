import type { RunTable } from '../../../../src/schemas/run.ts'
import { changeCount } from '../../runs/change-count.ts'

export const tableColumns = [
  'table',
  'inserted',
  'updated',
  'deleted',
  'unchanged',
  'staged',
] as const
export type TableColumn = (typeof tableColumns)[number]

export interface TableOrder {
  /** `change`: by the number of rows that changed. */
  readonly by: TableColumn | 'change'
  readonly descending: boolean
}

/** The order after a press on a column: numbers first from the largest, names from the first. */
export function nextOrder(current: TableOrder, column: TableColumn): TableOrder {
  if (current.by !== column) return { by: column, descending: column !== 'table' }
  return { by: column, descending: !current.descending }
}

/** Tables in an order; equal ones by their names. */
export function sortTables(
  tables: readonly RunTable[],
  { by, descending }: TableOrder,
): RunTable[] {
  const direction = descending ? -1 : 1
  const compare = (a: RunTable, b: RunTable): number => {
    if (by === 'table') return a.table.localeCompare(b.table)
    return by === 'change' ? changeCount(a) - changeCount(b) : a[by] - b[by]
  }
  return [...tables].sort((a, b) => direction * compare(a, b) || a.table.localeCompare(b.table))
}
