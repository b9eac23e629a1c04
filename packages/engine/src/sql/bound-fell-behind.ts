import type { Cursor } from '@aaps-data/catalog'
import type { ClientBase } from 'pg'
import { cursorScale } from './cursor-scale.ts'

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
  const { type, overlap } = cursorScale(cursor)
  const { rows } = await client.query<{ fell: boolean }>(
    `select $1::${type} < $2::${type} - ${overlap} as fell`,
    [bound, earlier],
  )
  return rows[0]?.fell === true
}
