import type {
  DerivedTableDefinition,
  ReferenceDefinition,
  SourceTableDefinition,
} from './dataset-definition.ts'
import type { Finding, Path } from './fault.ts'

type TableDefinition = SourceTableDefinition | DerivedTableDefinition

/** The tables that a reference may name; undefined for one whose own definition is faulty. */
export type KnownTables = ReadonlyMap<string, TableDefinition | undefined>

function missingColumns(
  columns: readonly string[],
  owner: TableDefinition,
  ownerName: string,
  path: Path,
): readonly Finding[] {
  return columns.flatMap((column, position) =>
    Object.hasOwn(owner.columns, column)
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
  foreign: TableDefinition,
  path: Path,
): readonly Finding[] {
  if (foreign.key === 'none') {
    return [
      { path: [...path, 'table'], reason: `table ${table} has no key that could be referred to` },
    ]
  }
  const place = foreignColumns === undefined ? 'columns' : 'foreignColumns'
  const referred = foreignColumns ?? foreign.key
  if (columns.length !== referred.length) {
    return [
      {
        path: [...path, place],
        reason: `${columns.length} columns refer to ${referred.length} of table ${table}; write as many`,
      },
    ]
  }
  const missing = missingColumns(referred, foreign, table, [...path, place])
  if (missing.length > 0 && foreignColumns !== undefined) return missing
  return isSameSet(referred, foreign.key)
    ? []
    : [
        {
          path: [...path, place],
          reason: `the key of table ${table} is ${foreign.key.join(', ')}; refer to that`,
        },
      ]
}

/**
 * What is wrong with the references of a table. References to the table itself and circles are
 * fine: the engine's constraints are deferrable and it orders what can be ordered.
 */
export function checkReferences(
  name: string,
  table: TableDefinition,
  tables: KnownTables,
  path: Path,
): readonly Finding[] {
  return (table.references ?? []).flatMap((reference, position) => {
    const place = [...path, 'references', position]
    const own = missingColumns(reference.columns, table, name, [...place, 'columns'])
    if (!tables.has(reference.table)) {
      return [
        ...own,
        {
          path: [...place, 'table'],
          reason: `the dataset has no table ${reference.table}; name one it has`,
        },
      ]
    }
    const foreign = tables.get(reference.table)
    return foreign === undefined ? own : [...own, ...checkForeignColumns(reference, foreign, place)]
  })
}
