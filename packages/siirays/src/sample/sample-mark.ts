import { randomUUID } from 'node:crypto'
import type pg from 'pg'

/** Thrown instead of touching a database that this product did not make as a sample. */
export class NotASampleError extends Error {
  override readonly name = 'NotASampleError'

  constructor(database: string) {
    super(
      `Database ${database} was not made as a sample by this product, so nothing in it was changed. ` +
        'Sample data goes only into a database that createSampleDatabase made: ' +
        'start the private stack with npm start, or give the URL of such a database.',
    )
  }
}

/** Marks the database of a connection as a sample: with a row that says so, in a schema of its own. */
export async function markAsSample(client: pg.ClientBase): Promise<void> {
  await client.query('create schema aaps_sample')
  await client.query(
    'create table aaps_sample.mark (id uuid primary key, made_at timestamptz not null default now())',
  )
  await client.query('insert into aaps_sample.mark (id) values ($1)', [randomUUID()])
}

/** Whether a connection's database has the place of the mark. A login that may read nothing can ask. */
export async function hasSampleMark(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>(
    `select exists (
       select from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
       where n.nspname = 'aaps_sample' and c.relname = 'mark'
     ) as exists`,
  )
  return rows[0]?.exists === true
}

/** Whether a connection's database bears the mark. Reads only. */
export async function isSample(client: pg.ClientBase): Promise<boolean> {
  if (!(await hasSampleMark(client))) return false
  const marks = await client.query('select id from aaps_sample.mark')
  return marks.rowCount === 1
}

/** Throws `NotASampleError` unless the connection's database bears the mark. */
export async function requireSample(client: pg.ClientBase): Promise<void> {
  if (await isSample(client)) return
  const { rows } = await client.query<{ name: string }>('select current_database() as name')
  throw new NotASampleError(rows[0]?.name ?? '')
}
