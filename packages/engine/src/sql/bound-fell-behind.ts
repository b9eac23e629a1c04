import type { Cursor } from '@aaps-data/catalog'
import type { ClientBase } from 'pg'

/**
 * Whether a cursor's bound is further behind an earlier one than the cursor's overlap: nothing of
 * what was read up to there is in the source any more. Bounds are texts as the source writes them.
 */
export async function boundFellBehind(
  client: ClientBase,
  {
    cursor,
    earlier,
    bound,
  }: { readonly cursor: Cursor; readonly earlier: string; readonly bound: string },
): Promise<boolean> {
  const { type, overlap } = scaleOf(cursor)
  const { rows } = await client.query<{ fell: boolean }>(
    `select $1::${type} < $2::${type} - ${overlap} as fell`,
    [bound, earlier],
  )
  return rows[0]?.fell === true
}

function scaleOf(cursor: Cursor): { readonly type: string; readonly overlap: string } {
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
