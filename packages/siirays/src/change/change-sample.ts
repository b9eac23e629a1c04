import { createRandom } from '../sample/random.ts'
import { requireSample } from '../sample/sample-mark.ts'
import { inTransaction, withConnection } from '../sample/with-connection.ts'
import { addEpsas, readHighestIds } from './add-epsas.ts'
import { createChangeTally, type ChangeCounts } from './change-counts.ts'
import { deleteRows } from './delete-rows.ts'
import { updateRows } from './update-rows.ts'

export interface ChangedSample {
  /** By table; tables that did not change are left out. */
  readonly tables: ReadonlyMap<string, ChangeCounts>
}

// How a row reads as text decides which one is deleted, so it must not hang on the role's defaults.
const pinnedFormats = `
  set local datestyle = 'ISO, YMD';
  set local extra_float_digits = 1;
  set local standard_conforming_strings = on`

/**
 * Changes a loaded sample as people change SIIRAyS: new EPSAs with all that is theirs, other phone
 * numbers, names and coordinates, EPSAs and single rows that go. Exactly as many rows as asked for,
 * no row twice, in one transaction. The same seed on the same contents makes the same change.
 * Refuses a database without the mark with `NotASampleError`, and counts that the sample has not
 * the rows for with a `RangeError`; then nothing is changed.
 */
export async function changeSample({
  url,
  seed,
  inserts,
  updates,
  deletes,
}: { readonly url: string; readonly seed: number } & ChangeCounts): Promise<ChangedSample> {
  return withConnection(url, (client) =>
    inTransaction(client, async () => {
      await requireSample(client)
      await client.query(pinnedFormats)
      await client.query('lock table public.epsa in share row exclusive mode')
      const tally = createChangeTally()
      const highest = await readHighestIds(client)
      const part = (name: string) => ({ client, tally, random: createRandom(seed, name) })
      await deleteRows({ ...part('deletes'), count: deletes })
      await updateRows({ ...part('updates'), count: updates })
      await addEpsas({ ...part('inserts'), seed, highest, count: inserts })
      return { tables: tally.counts() }
    }),
  )
}
