import type { Cursor } from '@aaps-data/catalog'

/** The type in which a cursor's values are compared, and its overlap as an expression. */
export function cursorScale(cursor: Cursor): { readonly type: string; readonly overlap: string } {
  const interval = `interval '${cursor.overlap} minutes'`
  switch (cursor.kind) {
    case 'number':
      return { type: 'bigint', overlap: String(cursor.overlap) }
    case 'date':
      return { type: 'date', overlap: interval }
    case 'time':
      return {
        type: cursor.timeZone === undefined ? 'timestamptz' : 'timestamp',
        overlap: interval,
      }
  }
}
