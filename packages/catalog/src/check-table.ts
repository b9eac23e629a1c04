import { columnTypeOf } from './column-type.ts'
import type { ColumnDefinition } from './dataset-definition.ts'
import type { Finding, Path } from './fault.ts'
import { columnNameFault, identifierFault } from './identifier.ts'
import type { ReadableTable } from './readable-table.ts'

function typeFault(column: ColumnDefinition | undefined): string | undefined {
  return column === undefined || columnTypeOf(column) !== undefined
    ? undefined
    : 'not a type; write one such as `numeric(8,2)`, `not null` behind it where it applies, and nothing else'
}

function keyColumnFault(name: string, { columns }: ReadableTable): string | undefined {
  if (!columns.has(name)) return `the table has no column ${name}; name one it has`
  const column = columns.get(name)
  const isNullable = column !== undefined && columnTypeOf(column)?.nullable === true
  return isNullable
    ? `column ${name} is part of the key and may be null; write \`not null\` behind its type`
    : undefined
}

function findings(path: Path, ...reasons: readonly (string | undefined)[]): readonly Finding[] {
  return reasons.flatMap((reason) => (reason === undefined ? [] : [{ path, reason }]))
}

/** What is wrong inside one table: names, types and key. References are `checkReferences`'. */
export function checkTable(name: string, table: ReadableTable, path: Path): readonly Finding[] {
  const key = table.key === 'none' ? [] : (table.key ?? [])
  return [
    ...findings(path, identifierFault(name)),
    ...[...table.columns].flatMap(([column, written]) =>
      findings([...path, 'columns', column], columnNameFault(column), typeFault(written)),
    ),
    ...key.flatMap((column, position) =>
      findings([...path, 'key', position], keyColumnFault(column, table)),
    ),
  ]
}

/** A derived table's columns have no source: the query names them. */
export function checkDerivedColumns({ columns }: ReadableTable, path: Path): readonly Finding[] {
  return [...columns].flatMap(([column, written]) =>
    (['source', 'sourceType'] as const).flatMap((property) =>
      typeof written === 'object' && written[property] !== undefined
        ? findings(
            [...path, 'columns', column, property],
            'a derived table has no source; name the column in the query instead',
          )
        : [],
    ),
  )
}
