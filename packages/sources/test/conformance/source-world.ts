import type { Column, SourceTable } from '@aaps-data/catalog'
import type { Source } from '../../src/index.ts'

/** A row as a person would write it down; null where there is nothing. */
export interface PlainRow {
  readonly id: number
  readonly nombre: string | null
  readonly monto: string | null
  /** `YYYY-MM-DD`. */
  readonly fecha: string | null
  readonly activo: boolean | null
}

/** A place of one kind that holds the table of the conformance suite, and its source. */
export interface SourceWorld {
  readonly source: Source
  /** What its table is read from. */
  readonly from: SourceTable['source']
  /** Makes these the rows of the table. */
  put(rows: readonly PlainRow[]): Promise<void>
  /** Makes the table one that has no column `nombre`, and one that is named `extra`. */
  alter(): Promise<void>
  /** Takes the table away. */
  remove(): Promise<void>
  drop(): Promise<void>
}

const columns: readonly Column[] = [
  { name: 'id', source: 'id', type: 'integer', nullable: false },
  { name: 'nombre', source: 'nombre', type: 'text', nullable: true },
  { name: 'monto', source: 'monto', type: 'numeric', nullable: true },
  { name: 'fecha', source: 'fecha', type: 'date', nullable: true },
  { name: 'activo', source: 'activo', type: 'boolean', nullable: true },
]

/** The table of the suite, read from a world. */
export function conformingTable({ from }: SourceWorld): SourceTable {
  return {
    kind: 'source',
    name: 'conforme',
    source: from,
    columns,
    key: ['id'],
    references: [],
    guards: {
      maxDeletedShare: undefined,
      maxDeletedRows: undefined,
      maxUpdatedShare: undefined,
      maxUpdatedRows: undefined,
      maxCountChange: undefined,
      emptySource: 'allow',
      emptyColumn: 'allow',
    },
  }
}
