import type { ClientBase } from 'pg'

/** The server's major version. */
export async function selectServerMajor(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ major: number }>(
    `select current_setting('server_version_num')::integer / 10000 as major`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('A select without a table gives one row')
  return row.major
}
