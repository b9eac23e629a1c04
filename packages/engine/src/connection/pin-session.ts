import { pinnedFormats } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'

/**
 * What decides how values go in and come out, and how long a statement may take, set for the
 * transaction only: a role's or database's own defaults must change neither.
 */
const settings: Readonly<Record<string, string>> = {
  ...pinnedFormats,
  search_path: 'pg_catalog, public',
  // A policy that hides rows must be an error: they would be inserted again.
  row_security: 'off',
  synchronize_seqscans: 'off',
  statement_timeout: '0',
  transaction_timeout: '0',
  // The server looks every second whether this process is still there, so its locks go with it.
  client_connection_check_interval: '1s',
  // Compiling costs more than it saves at these sizes.
  jit: 'off',
  work_mem: '128MB',
  // Two processes of the server at a time, and not three that share two.
  max_parallel_workers_per_gather: '2',
  parallel_leader_participation: 'off',
  // The planner expects every row to come out of a comparison, and next to none does.
  parallel_tuple_cost: '0',
  // Changed rows are looked up by where they lie, much in that order.
  random_page_cost: '1.1',
}

/** Between two statements of a transaction that waits for nobody but the ledger. */
const longestSilence = '30s'

// Settings that this server does not have are left out: it is older or newer.
const pinSettings = `
  select pg_backend_pid() as pid, count(set_config(wanted.name, wanted.value, true))
  from unnest($1::text[], $2::text[]) as wanted (name, value)
  where exists (select from pg_catalog.pg_settings known where lower(known.name) = wanted.name)`

/**
 * Makes the open transaction writable and `read committed`, or of one instant, and pins every
 * setting the engine relies on until its end. It must be the transaction's first statement. Gives
 * the server's process id.
 */
export async function pinSession(
  client: ClientBase,
  {
    lockTimeoutSeconds,
    waitsForSource = false,
    isOneInstant = false,
  }: {
    readonly lockTimeoutSeconds: number
    readonly waitsForSource?: boolean
    readonly isOneInstant?: boolean
  },
): Promise<number> {
  const pinned = {
    ...settings,
    lock_timeout: `${lockTimeoutSeconds}s`,
    idle_in_transaction_session_timeout: waitsForSource ? '0' : longestSilence,
  }
  const isolation = isOneInstant ? 'repeatable read' : 'read committed'
  await client.query(`set transaction isolation level ${isolation}, read write`)
  const { rows } = await client.query<{ pid: number }>(pinSettings, [
    Object.keys(pinned),
    Object.values(pinned),
  ])
  const [row] = rows
  if (row === undefined) throw new Error('An aggregate without groups gives one row')
  return row.pid
}
