import type { CsvPart, SourceTable } from '@aaps-data/catalog'
import { createColumnCoder } from '../encode/column-coder.ts'
import { createFileSource, type FileFormat, type FileTable } from '../files/file-source.ts'
import type { TakenFile } from '../files/file-place.ts'
import type { OpenPlace } from '../files/open-place.ts'
import { relationColumns } from '../files/relation-columns.ts'
import type { Source } from '../source.ts'
import { csvFailure } from './csv-failure.ts'
import { detectForm } from './detect-form.ts'
import { readRows } from './read-rows.ts'

const format: FileFormat<TakenFile> = {
  fileOf: (table) => partOf(table).file,
  openFile: (file) => Promise.resolve(file),
  openTable: openCsvTable,
  failure: csvFailure,
  version: 1,
}

/** A source whose tables are CSV files. `name` is that of the connection. */
export function createCsvSource({
  name,
  place,
}: {
  readonly name: string
  readonly place: OpenPlace
}): Source {
  return createFileSource({ name, place, format })
}

function partOf({ name, source }: SourceTable): CsvPart {
  if (!('kind' in source) || source.kind !== 'csv') {
    throw new Error(`Table ${name} is not in a CSV file`)
  }
  return source
}

async function openCsvTable(
  file: TakenFile,
  { table, signal }: { readonly table: SourceTable; readonly signal: AbortSignal },
): Promise<FileTable> {
  const part = partOf(table)
  const form = await detectForm(file.path, { part, table, signal })
  const coders = table.columns.map((column) => createColumnCoder(column, part.numbers))
  return {
    relation: relationColumns(table, form.columns),
    columns: table.columns.map(({ source }, place) => ({
      name: source,
      type: coders[place]?.stagedType,
    })),
    detected: Object.fromEntries(form.detected.map((part) => [part, shownPart(form[part])])),
    places: { within: { file: file.name }, unit: 'line' },
    rows: (during) => readRows(file.path, { table, form, coders, signal: during }),
  }
}

function shownPart(value: string): string {
  return value === '\t' ? 'tab' : value
}
