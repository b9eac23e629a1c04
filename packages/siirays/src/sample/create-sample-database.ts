import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { markAsSample, requireSample } from './sample-mark.ts'
import { withConnection } from './with-connection.ts'

export interface SampleDatabase {
  readonly url: string
  /** False when the database was there already, with the mark. */
  readonly created: boolean
}

function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${encodeURIComponent(name)}`
  return url.href
}

/**
 * Makes an empty database and marks it as a sample, so that `loadSample` and `changeSample` accept
 * it. Safe to repeat: a marked one of that name is left as it is. One without the mark is refused
 * with `NotASampleError`. The name appears only when the mark is in it.
 */
export async function createSampleDatabase({
  adminUrl,
  name,
}: {
  readonly adminUrl: string
  readonly name: string
}): Promise<SampleDatabase> {
  const url = databaseUrl(adminUrl, name)
  return withConnection(adminUrl, async (admin) => {
    const existing = await admin.query('select 1 from pg_database where datname = $1', [name])
    if (existing.rowCount !== 0) {
      await withConnection(url, requireSample)
      return { url, created: false }
    }
    const unfinished = `aaps_sample_${randomUUID()}`
    const quoted = pg.escapeIdentifier(unfinished)
    await admin.query(`create database ${quoted} encoding 'UTF8' template template0`)
    try {
      await withConnection(databaseUrl(adminUrl, unfinished), markAsSample)
      await admin.query(`alter database ${quoted} rename to ${pg.escapeIdentifier(name)}`)
    } catch (error) {
      await admin.query(`drop database if exists ${quoted}`)
      throw error
    }
    return { url, created: true }
  })
}
