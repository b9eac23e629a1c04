import type pg from 'pg'
import { sampleTables } from '../src/sample/sample-tables.ts'
import { seguimientoTables } from '../src/sample/seguimiento/load-seguimiento.ts'

/** Every table of SIIRAyS with its schema: the 38 of the register, then those of the time series. */
export const allTables: readonly (readonly [schema: string, name: string])[] = [
  ...sampleTables.map(({ name }) => ['public', name] as const),
  ...seguimientoTables.map((name) => ['seguimiento', name] as const),
]

/** Number of rows and a digest of the contents of each table, whatever the order on disk. */
export async function tableDigests(pool: pg.Pool): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {}
  for (const [schema, name] of allTables) {
    const { rows } = await pool.query<{ digest: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, e'\\n' order by t::text collate "C")), '') as digest
       from ${schema}.${name} as t`,
    )
    digests[name] = rows[0]?.digest ?? ''
  }
  return digests
}

/** Every row of a table as text, in order; equal rows come as often as they are there. */
export async function rowTexts(
  pool: pg.Pool,
  schema: string,
  table: string,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `select t::text as text from ${schema}.${table} as t order by 1`,
  )
  return rows.map(({ text }) => text)
}
