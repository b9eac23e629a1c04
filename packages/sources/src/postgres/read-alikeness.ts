import { selectAlikeness } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'

/** Gives a text that servers have in common which write and hash values alike. */
export async function readAlikeness(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ alikeness: string }>(selectAlikeness)
  const [row] = rows
  if (row === undefined) throw new Error('A select without a table gives one row')
  return row.alikeness
}
