import type { ReferenceDefinition } from './dataset-definition.ts'
import type { Finding, Path } from './fault.ts'
import type { ReadableTable } from './readable-table.ts'

function missingColumns(
  columns: readonly string[],
  owner: ReadableTable,
  ownerName: string,
  path: Path,
): readonly Finding[] {
  return columns.flatMap((column, position) =>
    owner.columns.has(column)
      ? []
      : [
          {
            path: [...path, position],
            reason: `table ${ownerName} has no column ${column}; name one it has`,
          },
        ],
  )
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name))
}

/** The foreign columns must be the key of the other table: only that is unique for certain. */
function checkForeignColumns(
  { columns, table, foreignColumns }: ReferenceDefinition,
  key: readonly string[],
  path: Path,
): readonly Finding[] {
  const referred = foreignColumns ?? key
  const place = [...path, foreignColumns === undefined ? 'columns' : 'foreignColumns']
  if (columns.length !== referred.length) {
    return [
      {
        path: place,
        reason: `${columns.length} columns refer to ${referred.length} of table ${table}; write as many`,
      },
    ]
  }
  return isSameSet(referred, key)
    ? []
    : [{ path: place, reason: `the key of table ${table} is ${key.join(', ')}; refer to that` }]
}

function checkForeignTable(
  reference: ReferenceDefinition,
  tables: ReadonlyMap<string, ReadableTable>,
  path: Path,
): readonly Finding[] {
  const foreign = tables.get(reference.table)
  if (foreign === undefined) {
    return [
      {
        path: [...path, 'table'],
        reason: `the dataset has no table ${reference.table}; name one it has`,
      },
    ]
  }
  if (foreign.key === undefined) return []
  return foreign.key === 'none'
    ? [
        {
          path: [...path, 'table'],
          reason: `table ${reference.table} has no key that could be referred to; give it one or drop the reference`,
        },
      ]
    : checkForeignColumns(reference, foreign.key, path)
}

/**
 * What is wrong with the references of a table. References to the table itself and circles are
 * fine: the engine's constraints are deferrable and it orders what can be ordered.
 */
export function checkReferences(
  name: string,
  table: ReadableTable,
  tables: ReadonlyMap<string, ReadableTable>,
  path: Path,
): readonly Finding[] {
  return table.references.flatMap(([position, reference]) => {
    const place = [...path, 'references', position]
    return [
      ...missingColumns(reference.columns, table, name, [...place, 'columns']),
      ...checkForeignTable(reference, tables, place),
    ]
  })
}
