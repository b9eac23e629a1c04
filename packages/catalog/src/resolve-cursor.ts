import { cursorTypeOf, sourceTypeOf } from './cursor-type.ts'
import type { SourceTableDefinition } from './dataset-definition.ts'
import type { Cursor } from './dataset.ts'

const defaultMinutes = 10
const defaultCount = 1_000

/** How a checked table is read incrementally; nothing where it is always read in full. */
export function resolveCursor({ incremental, columns }: SourceTableDefinition): {
  readonly cursor?: Cursor
} {
  if (incremental === undefined) return {}
  const { cursor: name, overlapMinutes, overlapCount, timeZone } = incremental
  const written = columns[name] ?? ''
  const column = (typeof written === 'object' ? written.source : undefined) ?? name
  const type = cursorTypeOf(sourceTypeOf(written) ?? '')
  if (type === 'number') {
    return { cursor: { column, kind: 'number', overlap: overlapCount ?? defaultCount } }
  }
  const overlap = overlapMinutes ?? defaultMinutes
  if (type === 'time with zone') return { cursor: { column, kind: 'time', overlap } }
  if (type === undefined || timeZone === undefined) {
    throw new Error(`Cursor ${name} was not checked`)
  }
  const kind = type === 'date' ? 'date' : 'time'
  return { cursor: { column, kind, overlap, timeZone } }
}
