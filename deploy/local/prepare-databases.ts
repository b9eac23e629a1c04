import { markTarget, provideSample } from '@aaps-data/siirays'
import pg from 'pg'
import type { LocalSettings } from './local-settings.ts'

const targetDatabase = 'aaps_data'
const sourceDatabase = 'siirays'

/**
 * Makes sure that the private server has a target database, marked as one that the sample may
 * fill, and gives its address.
 */
export async function prepareTarget(adminUrl: string): Promise<string> {
  const url = await createDatabase(adminUrl, targetDatabase)
  await markTarget({ url })
  return url
}

/** Makes sure that the private server has the sample SIIRAyS, and gives its address. */
export async function prepareSample(
  adminUrl: string,
  { step }: Pick<LocalSettings, 'step'>,
): Promise<string> {
  return await step('Preparing the sample SIIRAyS', () =>
    provideSample({ adminUrl, name: sourceDatabase }),
  )
}

/** Creates a database unless there is one of the name, and gives its address. */
export async function createDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const found = await client.query('select from pg_database where datname = $1', [name])
    if (found.rowCount === 0) {
      await client.query(`create database ${pg.escapeIdentifier(name)}`)
    }
  } finally {
    await client.end()
  }
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}
