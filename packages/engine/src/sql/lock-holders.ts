import type { Knex } from 'knex'
import { selectRows } from '../connection/select-rows.ts'

export interface LockHolder {
  readonly pid: number
  readonly application: string
  readonly user: string
  readonly relation: string
  readonly state: string
  /** ISO 8601, UTC. */
  readonly queryStart: string
}

const lockHolders = `
  select distinct on (a.pid) a.pid, a.application_name as application, a.usename as "user",
         l.relation::regclass::text as relation, a.state,
         to_char(a.query_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "queryStart"
  from pg_locks as l join pg_stat_activity as a on a.pid = l.pid
  where l.granted and l.locktype = 'relation' and l.pid <> pg_backend_pid()
    and l.database = (select oid from pg_database where datname = current_database())
    and l.relation = any (select to_regclass(name) from unnest($1::text[]) as name)
    and l.mode not in ('AccessShareLock', 'RowShareLock')
  order by a.pid, relation`

/** Finds the sessions that hold a lock on the relations which keeps a run from writing. */
export function selectLockHolders(
  target: Knex,
  relations: readonly string[],
): Promise<readonly LockHolder[]> {
  return selectRows<LockHolder>(target, lockHolders, [relations])
}
