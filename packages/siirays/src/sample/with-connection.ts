import pg from 'pg'

/** Runs `work` on a connection of its own and closes it, whatever happens. `limits` are pg's. */
export async function withConnection<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
  limits: Pick<pg.ClientConfig, 'connectionTimeoutMillis' | 'query_timeout'> = {},
): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'aaps-data sample',
    ...limits,
  })
  // The query at hand fails with it as well; an idle client must not end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Runs `work` in one transaction: all of it is committed, or none. */
export async function inTransaction<Result>(
  client: pg.Client,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query('begin')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
