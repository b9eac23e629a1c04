import { createSampleDatabase } from './create-sample-database.ts'
import { loadSample } from './load-sample.ts'
import { withConnection } from './with-connection.ts'

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
  const isLoaded = await withConnection(url, async (client) => {
    const { rows } = await client.query<{ found: boolean }>(
      `select to_regclass('public.epsa') is not null as found`,
    )
    return rows[0]?.found === true
  })
  if (!isLoaded) await loadSample({ url, scale: 1, seed: 1 })
  return url
}
