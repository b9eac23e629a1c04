import { selectAlikeness } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'

/** A text that the server has in common with those that write and hash values alike. */
export async function selectServerAlikeness(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ alikeness: string }>(selectAlikeness)
  const [row] = rows
  if (row === undefined) throw new Error('A select without a table gives one row')
  return row.alikeness
}
