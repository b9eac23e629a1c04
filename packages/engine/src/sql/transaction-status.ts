import pg, { type ClientBase } from 'pg'

/** Gives the number of the open transaction, which every connection to the server knows it by. */
export async function selectTransactionId(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id')
  const [row] = rows
  if (row === undefined) throw new Error('A select without a table gives one row')
  return row.id
}

/**
 * Says whether the server is still at work on a transaction, its commit included. One that this
 * server has never heard of, because another has taken over, is not.
 */
export async function isInProgress(client: ClientBase, id: string): Promise<boolean> {
  try {
    const { rows } = await client.query<{ open: boolean | null }>(
      `select pg_xact_status($1::text::xid8) = 'in progress' as open`,
      [id],
    )
    return rows[0]?.open === true
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '22023') return false
    throw error
  }
}
