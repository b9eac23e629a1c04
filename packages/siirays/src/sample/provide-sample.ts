import type pg from 'pg'
import { createSampleDatabase } from './create-sample-database.ts'
import { loadSample } from './load-sample.ts'
import { loadSeguimiento, usualValueCount } from './seguimiento/load-seguimiento.ts'
import { inTransaction, withConnection } from './with-connection.ts'

const provided = { scale: 1, seed: 1 }

async function hasTable(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    'select to_regclass($1) is not null as found',
    [name],
  )
  return rows[0]?.found === true
}

/** A sample that was made before SIIRAyS had its time series is given one, and stays as it is else. */
async function addMissingSeguimiento(client: pg.Client): Promise<void> {
  if (await hasTable(client, 'seguimiento.valor_variable')) return
  const { seed, scale } = provided
  await inTransaction(client, () => loadSeguimiento(client, { seed, rows: usualValueCount(scale) }))
}

/**
 * Makes sure that a server has the sample SIIRAyS at scale 1, and gives its address. Safe to repeat:
 * rows are loaded once, and what was changed in them since then stays. A database of the name that
 * is no sample is refused with `NotASampleError`.
 */
export async function provideSample({
  adminUrl,
  name,
}: {
  readonly adminUrl: string
  readonly name: string
}): Promise<string> {
  const { url } = await createSampleDatabase({ adminUrl, name })
  const isLoaded = await withConnection(url, (client) => hasTable(client, 'public.epsa'))
  if (isLoaded) await withConnection(url, addMissingSeguimiento)
  else await loadSample({ url, ...provided })
  return url
}
