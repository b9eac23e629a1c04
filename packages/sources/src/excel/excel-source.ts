import type { ExcelPart, SourceTable } from '@aaps-data/catalog'
import { createFileSource, type FileFormat, type FileTable } from '../files/file-source.ts'
import type { OpenPlace } from '../files/open-place.ts'
import { relationColumns } from '../files/relation-columns.ts'
import type { Source } from '../source.ts'
import { lettersOf } from './cell-reference.ts'
import { createCellEncoder } from './encode-cell.ts'
import { excelFailure } from './excel-failure.ts'
import { findPart, type FoundPart } from './find-part.ts'
import { openWorkbook, type Workbook } from './open-workbook.ts'
import { readRows } from './read-rows.ts'

interface OpenFile {
  readonly name: string
  readonly workbook: Workbook
}

const format: FileFormat<OpenFile> = {
  fileOf: (table) => partOf(table).file,
  openFile: async ({ name, path }) => ({ name, workbook: await openWorkbook(path) }),
  closeFile({ workbook }) {
    workbook.close()
  },
  openTable: openExcelTable,
  failure: excelFailure,
  version: 1,
}

/** A source whose tables are sheets of workbooks (.xlsx). `name` is that of the connection. */
export function createExcelSource({
  name,
  place,
}: {
  readonly name: string
  readonly place: OpenPlace
}): Source {
  return createFileSource({ name, place, format })
}

function partOf({ name, source }: SourceTable): ExcelPart {
  if (!('kind' in source) || source.kind !== 'excel') {
    throw new Error(`Table ${name} is not in a workbook`)
  }
  return source
}

async function openExcelTable(
  { name: file, workbook }: OpenFile,
  { table }: { readonly table: SourceTable },
): Promise<FileTable> {
  const part = partOf(table)
  const found = await findPart(workbook, { part, table })
  const { dateSystem } = workbook
  const encoders = table.columns.map((column) =>
    createCellEncoder(column, { numbers: part.numbers, dateSystem }),
  )
  return {
    relation: relationColumns(table, found.columns),
    columns: table.columns.map(({ source }, place) => ({
      name: source,
      type: encoders[place]?.stagedType,
    })),
    places: {
      within: { file, sheet: found.sheet },
      unit: 'row',
      letters: lettersOfColumns(table, found),
    },
    detected: {},
    rows: (signal) => readRows(workbook, { part, found, encoders, signal }),
  }
}

function lettersOfColumns(
  { columns }: SourceTable,
  { columns: { positions } }: FoundPart,
): ReadonlyMap<string, string> {
  return new Map(
    columns.flatMap(({ name }, place) => {
      const position = positions[place]
      return position === undefined ? [] : [[name, lettersOf(position + 1)] as const]
    }),
  )
}
