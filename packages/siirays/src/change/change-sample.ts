import type pg from 'pg'
import { createRandom } from '../sample/random.ts'
import { requireSample } from '../sample/sample-mark.ts'
import { inTransaction, withConnection } from '../sample/with-connection.ts'
import { addEpsas, readHighestIds } from './add-epsas.ts'
import { createChangeTally, type ChangeCounts } from './change-counts.ts'
import { changeValues } from './change-values.ts'
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

/** Who changes how many rows: of each count, the part of the time series is rounded down. */
function shareOut(counts: ChangeCounts, share: number) {
  const part = (rows: number): number => Math.floor(rows * share)
  const ofValues = {
    inserts: part(counts.inserts),
    updates: part(counts.updates),
    deletes: part(counts.deletes),
  }
  const ofRegister = {
    inserts: counts.inserts - ofValues.inserts,
    updates: counts.updates - ofValues.updates,
    deletes: counts.deletes - ofValues.deletes,
  }
  return { ofValues, ofRegister }
}

async function readInstant(client: pg.Client, given: Date | undefined): Promise<string> {
  if (given !== undefined) return given.toISOString()
  const { rows } = await client.query<{ instant: string }>('select now()::text as instant')
  return rows[0]?.instant ?? ''
}

/**
 * Changes a loaded sample as people change SIIRAyS: new EPSAs with all that is theirs, other phone
 * numbers, names and coordinates, EPSAs and single rows that go; values that come in, that are
 * corrected late, or that go. Exactly as many rows as asked for, no row twice, in one transaction;
 * `seguimientoShare` of them, from 0 to 1, in the time series. What is written there bears the
 * instant `changedAt`: if not given, that at which the transaction began by the source's clock. The
 * same seed and instant on the same contents make the same change. Refuses a database without the
 * mark with `NotASampleError`, and counts that the sample has not the rows for with a `RangeError`;
 * then nothing is changed.
 */
export async function changeSample({
  url,
  seed,
  seguimientoShare = 0.5,
  changedAt,
  ...counts
}: {
  readonly url: string
  readonly seed: number
  readonly seguimientoShare?: number
  readonly changedAt?: Date
} & ChangeCounts): Promise<ChangedSample> {
  if (!(seguimientoShare >= 0 && seguimientoShare <= 1)) {
    throw new RangeError(`The share of the time series is from 0 to 1, not ${seguimientoShare}`)
  }
  const { ofValues, ofRegister } = shareOut(counts, seguimientoShare)
  return withConnection(url, (client) =>
    inTransaction(client, async () => {
      await requireSample(client)
      await client.query(pinnedFormats)
      await client.query('lock table public.epsa in share row exclusive mode')
      const tally = createChangeTally()
      const highest = await readHighestIds(client)
      const part = (name: string) => ({ client, tally, random: createRandom(seed, name) })
      await deleteRows({ ...part('deletes'), count: ofRegister.deletes })
      await updateRows({ ...part('updates'), count: ofRegister.updates })
      await addEpsas({ ...part('inserts'), seed, highest, count: ofRegister.inserts })
      const instant = await readInstant(client, changedAt)
      await changeValues({ ...part('values'), ...ofValues, changedAt: instant })
      return { tables: tally.counts() }
    }),
  )
}
