import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { copyRows } from './copy-rows.ts'
import { planSample } from './plan.ts'
import { requireSample } from './sample-mark.ts'
import { sampleTables } from './sample-tables.ts'
import { inTransaction, withConnection } from './with-connection.ts'

const schemaFile = join(__dirname, '..', '..', 'sample', 'schema.sql')

export interface LoadedSample {
  /** Rows of each table. */
  readonly rows: ReadonlyMap<string, number>
}

async function createTables(client: pg.Client): Promise<void> {
  const names = sampleTables.map(({ name }) => `public.${pg.escapeIdentifier(name)}`).join(', ')
  await client.query(`drop table if exists ${names} cascade`)
  await client.query('set local search_path = public')
  await client.query(readFileSync(schemaFile, 'utf8'))
}

/**
 * Fills a marked sample database with SIIRAyS's 38 tables, in one transaction; what they held
 * before is gone. The same seed and scale always give the same rows; scale 1 is the size of the
 * real thing. Refuses any other database with `NotASampleError`. Memory does not grow with the
 * rows of a table, only with the number of EPSAs.
 */
export async function loadSample({
  url,
  scale,
  seed,
}: {
  readonly url: string
  readonly scale: number
  readonly seed: number
}): Promise<LoadedSample> {
  const plan = planSample({ seed, scale })
  return withConnection(url, (client) =>
    inTransaction(client, async () => {
      await requireSample(client)
      await createTables(client)
      const rows = new Map<string, number>()
      for (const table of sampleTables)
        rows.set(table.name, await copyRows(client, table.name, table.rows(plan)))
      await client.query('analyze')
      return { rows }
    }),
  )
}
