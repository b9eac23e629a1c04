import type { Column } from '@aaps-data/catalog'
import { columnOf } from './key-values.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { stagedValue, type StagedTable } from './staged-table.ts'

/** What a query reads the changed rows of a table from. */
export interface NotedRows {
  /** With the alias `c` for what was noted: `staged`, `target` and `part`. */
  readonly from: string
  /** A value as it is to be; null in a row that is deleted. */
  newValue(column: Pick<Column, 'name'>): string
  /** A value as it is; null in a row that is inserted. */
  oldValue(column: Pick<Column, 'name'>): string
}

// A row of PostgreSQL fits a page of 8 kB, with 64 bytes at most of each value: longer ones are
// stored elsewhere.
const mostNotedColumns = 50

/** Whether the values of changed rows are noted beside their positions. */
export function notesValues({ columns }: StagedTable): boolean {
  return columns.length <= mostNotedColumns
}

/** The columns that note the values of rows, over `s`, what is staged, and `t`, the target. */
export function valueColumns({ columns }: StagedTable): readonly string[] {
  return columns.flatMap((column, place) => [
    `${stagedValue(column, 's')} as new_${place}`,
    `t.${quoteIdentifier(column.name)} as old_${place}`,
  ])
}

/** Reads changed rows from `changes`, and what is not noted of them from where it lies. */
export function readNoted(changes: string, table: StagedTable): NotedRows {
  const { columns, staging, target } = table
  const place = ({ name }: Pick<Column, 'name'>) => columns.indexOf(columnOf(table, name))
  const noted = `${quoteIdentifier(changes)} as c`
  return notesValues(table)
    ? {
        from: noted,
        newValue: (column) => `c.new_${place(column)}`,
        oldValue: (column) => `c.old_${place(column)}`,
      }
    : {
        from: `${noted} left join ${staging} as s on s.ctid = c.staged
          left join ${target} as o on o.ctid = c.target and o.tableoid = c.part`,
        newValue: ({ name }) => stagedValue(columnOf(table, name), 's'),
        oldValue: ({ name }) => `o.${quoteIdentifier(name)}`,
      }
}
