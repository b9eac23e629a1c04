import { parseColumnType } from './column-type.ts'
import type {
  ColumnDefinition,
  DerivedTableDefinition,
  SourceTableDefinition,
} from './dataset-definition.ts'
import type { Finding, Path } from './fault.ts'
import { columnNameFault, identifierFault } from './identifier.ts'

type TableDefinition = SourceTableDefinition | DerivedTableDefinition

/** The type of a column as it is written, whichever of the two forms it is written in. */
export function typeTextOf(column: ColumnDefinition): string {
  return typeof column === 'string' ? column : column.type
}

function checkColumn(name: string, column: ColumnDefinition, path: Path): readonly Finding[] {
  const nameFault = columnNameFault(name)
  const typeFault =
    parseColumnType(typeTextOf(column)) === undefined
      ? 'not a type; write one such as `numeric(8,2)`, with `not null` behind it where it applies, and nothing else'
      : undefined
  return [nameFault, typeFault].flatMap((reason) =>
    reason === undefined ? [] : [{ path, reason }],
  )
}

function keyColumnFault(column: string, columns: TableDefinition['columns']): string | undefined {
  const definition = columns[column]
  if (definition === undefined) return `the table has no column ${column}; name one it has`
  return parseColumnType(typeTextOf(definition))?.nullable === true
    ? `column ${column} is part of the key and may be null; write \`not null\` behind its type`
    : undefined
}

/** What is wrong inside one table: names, types and key. References are `checkReferences`'. */
export function checkTable(name: string, table: TableDefinition, path: Path): readonly Finding[] {
  const nameFault = identifierFault(name)
  const columns = Object.entries(table.columns).flatMap(([column, definition]) =>
    checkColumn(column, definition, [...path, 'columns', column]),
  )
  const key = (table.key === 'none' ? [] : table.key).flatMap((column, position) => {
    const reason = keyColumnFault(column, table.columns)
    return reason === undefined ? [] : [{ path: [...path, 'key', position], reason }]
  })
  return [...(nameFault === undefined ? [] : [{ path, reason: nameFault }]), ...columns, ...key]
}

/** A derived table's columns have no source: the query names them. */
export function checkDerivedColumns(table: DerivedTableDefinition, path: Path): readonly Finding[] {
  return Object.entries(table.columns).flatMap(([column, definition]) =>
    typeof definition !== 'string' && definition.source !== undefined
      ? [
          {
            path: [...path, 'columns', column, 'source'],
            reason: 'a derived table has no source; name the column in the query instead',
          },
        ]
      : [],
  )
}
