import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { testServerUrls } from '@aaps-data/testing'
import { createSampleDatabase } from '../src/index.ts'

export interface TestSample {
  readonly url: string
  readonly pool: pg.Pool
  /** Ends the pool and drops the database. */
  drop(): Promise<void>
}

/** A marked and empty sample database with a unique name. */
export async function createTestSample(): Promise<TestSample> {
  const adminUrl = testServerUrls().databaseUrl
  const name = `aaps_test_${randomBytes(6).toString('hex')}`
  const { url } = await createSampleDatabase({ adminUrl, name })
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  return {
    url,
    pool,
    drop: async () => {
      await pool.end()
      const admin = new pg.Client({ connectionString: adminUrl })
      await admin.connect()
      await admin.query(`drop database ${pg.escapeIdentifier(name)}`)
      await admin.end()
    },
  }
}
