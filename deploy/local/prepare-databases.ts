import { createSampleDatabase, loadSample } from '@aaps-data/siirays'
import pg from 'pg'
import type { LocalSettings } from './local-settings.ts'

const targetDatabase = 'aaps_data'
const sourceDatabase = 'siirays'

/** Makes sure that the private server has a target database, and gives its address. */
export async function prepareTarget(adminUrl: string): Promise<string> {
  await withClient(adminUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [
      targetDatabase,
    ])
    if (found.rowCount === 0) {
      await client.query(`create database ${pg.escapeIdentifier(targetDatabase)}`)
    }
  })
  const url = new URL(adminUrl)
  url.pathname = `/${targetDatabase}`
  return url.href
}

/**
 * Makes sure that the private server has the sample SIIRAyS, and gives its address. Rows are
 * loaded once: what was changed since then stays.
 */
export async function prepareSample(
  adminUrl: string,
  { step }: Pick<LocalSettings, 'step'>,
): Promise<string> {
  const { url } = await createSampleDatabase({ adminUrl, name: sourceDatabase })
  const isLoaded = await withClient(url, async (client) => {
    const { rows } = await client.query<{ found: boolean }>(
      `select to_regclass('public.epsa') is not null as found`,
    )
    return rows[0]?.found === true
  })
  if (!isLoaded) {
    await step('Loading the sample SIIRAyS', () => loadSample({ url, scale: 1, seed: 1 }))
  }
  return url
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
