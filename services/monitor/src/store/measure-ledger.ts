import type { Knex } from 'knex'
import { queryRows } from './query-rows.ts'

export interface LedgerFigures {
  /** Runs that are not final, by state. */
  readonly unfinished: Readonly<Record<string, number>>
  /** Runs that ended within the last 24 hours, by state. */
  readonly finishedLastDay: Readonly<Record<string, number>>
  readonly outboxRows: number
  /** Age of the oldest message that is not yet sent; 0 when there is none. */
  readonly outboxOldestSeconds: number
}

/** Counts what is open and what is waiting to be sent. Reads no more than that by its indexes. */
export async function measureLedger(db: Knex, datasets: readonly string[]): Promise<LedgerFigures> {
  const [figures] = await queryRows<LedgerFigures>(
    db,
    `select
      coalesce((select json_object_agg(state, runs) from (
        select state, count(*) as runs from sync.runs where finished_at is null group by state
      ) u), '{}') as unfinished,
      coalesce((select json_object_agg(state, runs) from (
        select state, count(*) as runs from sync.runs
        where dataset = any(:datasets) and finished_at > now() - interval '1 day' group by state
      ) f), '{}') as "finishedLastDay",
      (select count(*)::integer from sync.outbox) as "outboxRows",
      (select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8
        from sync.outbox) as "outboxOldestSeconds"`,
    { datasets: [...datasets] },
  )
  if (figures === undefined) throw new Error('The ledger answered a count with no row')
  return figures
}
