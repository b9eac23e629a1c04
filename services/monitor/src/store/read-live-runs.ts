import type { Knex } from 'knex'
import type { RunSummary } from '../schemas/run.ts'
import { queryRows } from './query-rows.ts'
import { runSummary } from './run-summary.ts'

/** The latest runs and those that are not final, newest first; at most `latest + unfinished`. */
export async function readLiveRuns(
  db: Knex,
  { latest, unfinished }: { readonly latest: number; readonly unfinished: number },
): Promise<RunSummary[]> {
  const rows = await queryRows<{ run: RunSummary }>(
    db,
    `select ${runSummary} as run
    from sync.runs r
    where r.id in (
      (select id from sync.runs order by requested_at desc, id desc limit :latest)
      union
      (select id from sync.runs where finished_at is null
        order by requested_at desc, id desc limit :unfinished))
    order by r.requested_at desc, r.id desc`,
    { latest, unfinished },
  )
  return rows.map(({ run }) => run)
}

/** The runs with these ids, as far as the ledger has them. */
export async function readRuns(db: Knex, ids: readonly string[]): Promise<RunSummary[]> {
  const rows = await queryRows<{ run: RunSummary }>(
    db,
    `select ${runSummary} as run from sync.runs r where r.id = any(cast(:ids as uuid[]))`,
    { ids: [...ids] },
  )
  return rows.map(({ run }) => run)
}
