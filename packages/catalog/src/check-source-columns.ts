import { columnTypeOf } from './column-type.ts'
import type { Finding, Path } from './fault.ts'
import type { ReadableTable } from './readable-table.ts'

/** What is wrong with what a table says of the columns of its source. */
export function checkSourceColumns(
  { columns, unmapped }: ReadableTable,
  path: Path,
): readonly Finding[] {
  const mapped = new Map(
    [...columns].map(([name, written]) => [
      typeof written === 'object' ? (written.source ?? name) : name,
      name,
    ]),
  )
  return [
    ...[...columns].flatMap(([name, written]) => {
      const sourceType = typeof written === 'object' ? written.sourceType : undefined
      const isType = sourceType === undefined || columnTypeOf(sourceType)?.nullable === true
      return isType
        ? []
        : [
            {
              path: [...path, 'columns', name, 'sourceType'],
              reason: 'not a type; write one such as `numeric(8,2)` and nothing else',
            },
          ]
    }),
    ...unmapped.flatMap((name, position) =>
      mapped.has(name)
        ? [
            {
              path: [...path, 'unmapped', position],
              reason: `column ${mapped.get(name)} has it as its source; take it out of one or the other`,
            },
          ]
        : [],
    ),
  ]
}
