import { pinnedFormats } from '@aaps-data/contracts'
import { escapeLiteral, type ClientBase } from 'pg'

/**
 * What decides how values and rows come out, set for the transaction only: a role's or database's
 * own defaults must change neither, and a pooled session must keep nothing of ours.
 */
const settings: Readonly<Record<string, string>> = {
  application_name: 'aaps-sync',
  ...pinnedFormats,
  search_path: 'pg_catalog',
  // A policy that hides rows must be an error: the copy would silently lack them.
  row_security: 'off',
  // Two reads of one table in one snapshot give the rows in one order.
  synchronize_seqscans: 'off',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  statement_timeout: '0',
  transaction_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  lock_timeout: '30s',
  client_connection_check_interval: '1s',
}

// Settings that this server does not have are left out: it is older or newer.
const pinSettings = `
  select set_config(wanted.name, wanted.value, true)
  from unnest($1::text[], $2::text[]) as wanted (name, value)
  where exists (select from pg_catalog.pg_settings known where lower(known.name) = wanted.name)`

const nameSnapshot = `
  select current_setting('server_version_num')::integer / 10000
           || ':' || txid_current_snapshot()::text as id,
         current_setting('server_version_num')::integer / 10000 as major,
         to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as taken_at`

const begin = 'begin isolation level repeatable read, read only, not deferrable'

/**
 * Begins a read-only transaction that sees one instant, with every format pinned, and gives the
 * server's name for that instant, its time (ISO 8601, UTC, microseconds) and its major version.
 */
export async function beginSnapshot(
  client: ClientBase,
): Promise<{ readonly id: string; readonly takenAt: string; readonly major: number }> {
  await client.query(begin)
  await client.query(pinSettings, [Object.keys(settings), Object.values(settings)])
  const { rows } = await client.query<{ id: string; taken_at: string; major: number }>(nameSnapshot)
  const [row] = rows
  if (row === undefined) throw new Error('A select without a table gives one row')
  return { id: row.id, takenAt: row.taken_at, major: row.major }
}

/** Gives the name under which other connections can see the instant of an open transaction. */
export async function exportSnapshot(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ name: string }>('select pg_export_snapshot() as name')
  const [row] = rows
  if (row === undefined) throw new Error('A select without a table gives one row')
  return row.name
}

/** Begins a read-only transaction that sees an instant which another one has exported. */
export async function joinSnapshot(client: ClientBase, name: string): Promise<void> {
  await client.query(begin)
  await client.query(`set transaction snapshot ${escapeLiteral(name)}`)
  await client.query(pinSettings, [Object.keys(settings), Object.values(settings)])
}
