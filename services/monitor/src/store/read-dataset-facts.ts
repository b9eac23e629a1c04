import { endedForDataset, selectPause } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import type { DatasetFacts } from '../datasets/dataset-status.ts'
import { queryRows } from './query-rows.ts'
import { runSummary } from './run-summary.ts'

const recentShown = 40

/** What the ledger knows of each of these datasets, by name, also of those that never ran. */
export async function readDatasetFacts(
  db: Knex,
  names: readonly string[],
): Promise<ReadonlyMap<string, DatasetFacts>> {
  const rows = await queryRows<DatasetFacts & { name: string }>(
    db,
    `select n.name, sync.instant(d.data_at) as "dataAt", ${selectPause('n.name')} as paused,
      (select ${runSummary} from sync.runs r where r.dataset = n.name
        order by r.requested_at desc, r.id desc limit 1) as "lastRun",
      coalesce((
        select json_agg(json_build_object('id', f.id, 'state', f.state,
          'at', sync.instant(f.finished_at)) order by f.finished_at)
        from (
          select id, state, finished_at from sync.runs
          where dataset = n.name and finished_at is not null
          order by finished_at desc limit :recent
        ) f
      ), '[]') as recent,
      (select ${runSummary} from sync.runs r
        where r.dataset = n.name and ${endedForDataset}
        order by r.finished_at desc limit 1) as "lastEnded",
      exists (select from sync.runs r
        where r.state = 'held' and not r.preview and r.finished_at is null and r.dataset = n.name) as "isHeld",
      exists (select from sync.runs r
        where r.state = 'waiting' and r.finished_at is null and r.dataset = n.name) as "isWaiting"
    from unnest(cast(:names as text[])) as n (name) left join sync.datasets d on d.name = n.name`,
    { names: [...names], recent: recentShown },
  )
  return new Map(rows.map(({ name, ...facts }) => [name, facts]))
}
