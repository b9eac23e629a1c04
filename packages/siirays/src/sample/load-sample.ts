import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { copyRows } from './copy-rows.ts'
import { planSample } from './plan.ts'
import { requireSample } from './sample-mark.ts'
import { sampleTables } from './sample-tables.ts'
import { loadSeguimiento, usualValueCount } from './seguimiento/load-seguimiento.ts'
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
 * Fills a marked sample database with SIIRAyS's 38 tables and the time series of its schema
 * `seguimiento`, in one transaction; what they held before is gone. The same numbers always give the
 * same rows; scale 1 is the size of the real register, and `seguimientoRows`, the rows of the series,
 * 72,000 times the scale if not given. Refuses any other database with `NotASampleError`, and more
 * values than the EPSAs can report with a `RangeError`. Memory does not grow with the rows of a
 * table, only with the number of EPSAs.
 */
export async function loadSample({
  url,
  scale,
  seed,
  seguimientoRows = usualValueCount(scale),
}: {
  readonly url: string
  readonly scale: number
  readonly seed: number
  readonly seguimientoRows?: number | undefined
}): Promise<LoadedSample> {
  const plan = planSample({ seed, scale })
  return withConnection(url, (client) =>
    inTransaction(client, async () => {
      await requireSample(client)
      await createTables(client)
      const rows = new Map<string, number>()
      for (const table of sampleTables)
        rows.set(table.name, await copyRows(client, table.name, table.rows(plan)))
      const values = await loadSeguimiento(client, { seed, rows: seguimientoRows })
      for (const [table, count] of values) rows.set(table, count)
      await client.query('analyze')
      return { rows }
    }),
  )
}
