import { cursorTypeOf, sourceTypeOf, type CursorType } from './cursor-type.ts'
import type { IncrementalDefinition } from './dataset-definition.ts'
import type { Finding, Path } from './fault.ts'
import type { ReadableTable } from './readable-table.ts'
import { isZoneOfEveryone } from './time-zone.ts'

function cursorFault(
  incremental: IncrementalDefinition,
  { columns }: ReadableTable,
): string | undefined {
  const { cursor } = incremental
  const written = columns.get(cursor)
  if (!columns.has(cursor)) return `the table has no column ${cursor}; name one it has`
  const type = written === undefined ? undefined : sourceTypeOf(written)
  if (type === undefined) return undefined
  const cursorType = cursorTypeOf(type)
  if (cursorType === undefined) {
    return `column ${cursor} is of type ${type}; a cursor is a time or a whole number`
  }
  return overlapFault(cursorType, incremental) ?? zoneFault(cursorType, type, incremental)
}

function overlapFault(
  type: CursorType,
  { cursor, overlapMinutes, overlapCount, timeZone }: IncrementalDefinition,
): string | undefined {
  if (type !== 'number') {
    return overlapCount === undefined
      ? undefined
      : `column ${cursor} is a time; write \`overlapMinutes\``
  }
  if (timeZone !== undefined) return `column ${cursor} is a number; leave \`timeZone\` out`
  return overlapMinutes === undefined
    ? undefined
    : `column ${cursor} is a number; write \`overlapCount\``
}

function zoneFault(
  cursorType: CursorType,
  type: string,
  { cursor, timeZone }: IncrementalDefinition,
): string | undefined {
  switch (cursorType) {
    case 'number':
      return undefined
    case 'time with zone':
      return timeZone === undefined
        ? undefined
        : `column ${cursor} is of type ${type}, whose values have their zone; leave \`timeZone\` out`
    case 'date':
    case 'time without zone':
      return timeZone !== undefined
        ? undefined
        : `column ${cursor} is of type ${type}, which has no zone; add \`timeZone: America/La_Paz\`, in which its values are written`
  }
}

function unknownZone({ timeZone }: IncrementalDefinition): string | undefined {
  return timeZone === undefined || isZoneOfEveryone(timeZone)
    ? undefined
    : `no such time zone: ${timeZone}; write a name of the IANA list such as America/La_Paz`
}

/** What is wrong with reading a table of a dataset incrementally. */
export function checkIncremental(
  table: ReadableTable,
  { path, hasDerived }: { readonly path: Path; readonly hasDerived: boolean },
): readonly Finding[] {
  const { incremental, key } = table
  if (incremental === undefined) return []
  const place = [...path, 'incremental']
  const cursor = cursorFault(incremental, table)
  const zone = unknownZone(incremental)
  return [
    ...(cursor === undefined ? [] : [{ path: [...place, 'cursor'], reason: cursor }]),
    ...(zone === undefined ? [] : [{ path: [...place, 'timeZone'], reason: zone }]),
    ...(key === 'none'
      ? [{ path: place, reason: 'a table without a key is read in full; give it one' }]
      : []),
    ...(hasDerived
      ? [
          {
            path: place,
            reason: 'the dataset has derived tables, which need all rows; drop one or the other',
          },
        ]
      : []),
  ]
}
