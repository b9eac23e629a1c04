import type { Phase, RowCounts, RunState } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import { selectPause, type Pause } from './pause-schedule.ts'

/** A run as a list shows it. Instants are ISO 8601 in UTC. */
export interface ListedRun {
  readonly id: string
  readonly state: RunState
  readonly preview: boolean
  readonly requestedBy: string
  readonly requestedAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly notBefore: string | null
  readonly attempt: number
  readonly phase: Phase | null
  readonly errorCode: string | null
  readonly counts: RowCounts | null
}

/** What the ledger knows of a dataset. */
export interface DatasetState {
  readonly name: string
  /** The instant of the source that the target repeats. */
  readonly dataAt: string | null
  /** Of those that are `endedForDataset` the last; null when none is. */
  readonly lastEnded: ListedRun | null
  /** Its schedule makes no runs; null when it does. */
  readonly paused: Pause | null
  /** Those that have not ended, oldest first, at most 20. */
  readonly unfinished: readonly ListedRun[]
}

/**
 * A condition on a run `r`: it has ended, was not cancelled, and says how its dataset is. A preview
 * counts once it is to be applied, or when it found nothing to change.
 */
export const endedForDataset = `r.finished_at is not null and r.state <> 'cancelled'
  and (not r.preview or r.state = 'succeeded' or exists (
    select from sync.holds h where h.run_id = r.id and h.decision = 'approved'))`

const unfinishedShown = 20

const listedRun = `json_build_object('id', r.id, 'state', r.state, 'preview', r.preview,
  'requestedBy', r.requested_by, 'requestedAt', sync.instant(r.requested_at),
  'startedAt', sync.instant(r.started_at), 'finishedAt', sync.instant(r.finished_at),
  'notBefore', case when r.state = 'waiting' then sync.instant(r.not_before) end,
  'attempt', r.attempt,
  'phase', (select a.phase from sync.attempts a where a.run_id = r.id and a.number = r.attempt),
  'errorCode', r.error ->> 'code',
  'counts', case when r.inserted is not null then json_build_object('inserted', r.inserted,
    'updated', r.updated, 'deleted', r.deleted, 'unchanged', r.unchanged) end)`

/** What the ledger knows of each of these datasets, in their order, also of those that never ran. */
export async function readDatasetStates(
  db: Knex,
  names: readonly string[],
): Promise<readonly DatasetState[]> {
  const { rows } = await db.raw<{ rows: DatasetState[] }>(
    `select n.name, sync.instant(d.data_at) as "dataAt", ${selectPause('n.name')} as paused,
       (select ${listedRun} from sync.runs r
        where r.dataset = n.name and ${endedForDataset}
        order by r.finished_at desc limit 1) as "lastEnded",
       coalesce((
         select json_agg(${listedRun} order by r.requested_at, r.id)
         from (select * from sync.runs where dataset = n.name and finished_at is null
               order by requested_at, id limit ?) as r), '[]') as unfinished
     from unnest(?::text[]) with ordinality as n (name, place)
     left join sync.datasets d on d.name = n.name
     order by n.place`,
    [unfinishedShown, [...names]],
  )
  return rows
}
