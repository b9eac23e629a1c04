import type { Knex } from 'knex'

/**
 * Takes one run from what a publisher may ask for: `perMinute` at once, and as many again spread
 * over each minute, whichever scheduler asks. Gives false when nothing is left. Undone with the
 * transaction of the caller.
 */
export async function takeAllowance(
  db: Knex,
  { publisher, perMinute }: { readonly publisher: string; readonly perMinute: number },
): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { taken: boolean }[] }>(
    `select sync.take_allowance(?, ?) as taken`,
    [publisher, perMinute],
  )
  return rows[0]?.taken === true
}
