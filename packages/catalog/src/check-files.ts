import { readingFaults } from './column-reading.ts'
import { columnTypeOf } from './column-type.ts'
import type { Finding, Path } from './fault.ts'
import { fileKindOf } from './file-kinds.ts'
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
  const kind = fileKindOf(source['kind'])
  const { schema } = source
  return [
    ...(kind !== undefined && schema !== undefined
      ? [{ path: ['source', 'schema'], reason: 'a file has no schema; leave it out' }]
      : []),
    ...[...tables].flatMap(([name, table]) => {
      const path = ['tables', name]
      const written = partOf(partOf(value, 'tables'), name)
      const { from } = written
      if (kind === undefined) return databaseFindings(written, table, path)
      const place = [...path, 'from']
      const named =
        typeof from === 'object'
          ? kind.check(from, place)
          : [{ path: place, reason: `name the file, as \`${kind.example}\`` }]
      return [...named, ...fileFindings(table, path)]
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

function fileFindings({ columns, incremental }: ReadableTable, path: Path): readonly Finding[] {
  return [
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
