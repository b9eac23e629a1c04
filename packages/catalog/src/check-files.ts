import { Value } from '@sinclair/typebox/value'
import { readingFaults } from './column-reading.ts'
import { columnTypeOf } from './column-type.ts'
import { csvPartFault, CsvPartDefinition } from './csv-part.ts'
import type { Finding, Path } from './fault.ts'
import { partOf, type Part, type ReadableTable } from './readable-table.ts'

const readings = ['formats', 'timeZone', 'words'] as const

/**
 * What in the tables of a definition does not go with the kind of its source: where their rows are,
 * and what is said of how they are written.
 */
export function checkFiles(
  value: unknown,
  tables: ReadonlyMap<string, ReadableTable>,
): readonly Finding[] {
  const source = partOf(value, 'source')
  const isFile = source['kind'] === 'csv'
  const { schema } = source
  return [
    ...(isFile && schema !== undefined
      ? [{ path: ['source', 'schema'], reason: 'a file has no schema; leave it out' }]
      : []),
    ...[...tables].flatMap(([name, table]) => {
      const path = ['tables', name]
      const written = partOf(partOf(value, 'tables'), name)
      return isFile ? fileFindings(written, table, path) : databaseFindings(written, table, path)
    }),
  ]
}

function databaseFindings(written: Part, { columns }: ReadableTable, path: Path): Finding[] {
  const ofColumns = [...columns].flatMap(([name, column]) =>
    readings.flatMap((property) =>
      typeof column === 'object' && column[property] !== undefined
        ? [
            {
              path: [...path, 'columns', name, property],
              reason: 'says how a file is written, and the source is a database; leave it out',
            },
          ]
        : [],
    ),
  )
  return typeof written['from'] === 'object'
    ? [
        { path: [...path, 'from'], reason: 'the source is a database; name a relation' },
        ...ofColumns,
      ]
    : ofColumns
}

function fileFindings(
  written: Part,
  { columns, incremental }: ReadableTable,
  path: Path,
): readonly Finding[] {
  const { from } = written
  const part = Value.Check(CsvPartDefinition, from) ? csvPartFault(from) : undefined
  return [
    ...(typeof from === 'object'
      ? []
      : [{ path: [...path, 'from'], reason: "name the file, as `{ file: 'fuentes*.csv' }`" }]),
    ...(part === undefined ? [] : [{ path: [...path, 'from'], reason: part }]),
    ...(incremental === undefined
      ? []
      : [{ path: [...path, 'incremental'], reason: 'a file is read in full; leave it out' }]),
    ...[...columns].flatMap(([name, column]) => {
      if (typeof column !== 'object') return []
      const type = columnTypeOf(column)?.type ?? ''
      const faults = readingFaults(type, column)
      return [
        ...faults.map(([property, reason]) => ({
          path: [...path, 'columns', name, property],
          reason,
        })),
        ...(column.sourceType === undefined
          ? []
          : [
              {
                path: [...path, 'columns', name, 'sourceType'],
                reason: 'a file has no types; leave it out',
              },
            ]),
      ]
    }),
  ]
}
