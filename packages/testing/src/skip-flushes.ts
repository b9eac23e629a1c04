import pg from 'pg'

/**
 * Lets a server that is thrown away answer without waiting for its disk: nobody cuts its power, and
 * a killed server loses nothing by it.
 */
export async function skipFlushes(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('alter system set fsync = off')
    await client.query('select pg_reload_conf()')
  } finally {
    await client.end()
  }
}
