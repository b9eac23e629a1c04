import type { Knex } from 'knex'
import { queryRows } from './query-rows.ts'

export interface AcceptedRequest {
  readonly dataset: string
  readonly requestedBy: string
  readonly requestedAt: string
  readonly note: string | null
}

/** The request for a run that the broker has accepted from the page; undefined if there is none. */
export async function findAcceptedRequest(
  db: Knex,
  runId: string,
): Promise<AcceptedRequest | undefined> {
  const [found] = await queryRows<AcceptedRequest>(
    db,
    `select subject as dataset, actor as "requestedBy", sync.instant(at) as "requestedAt",
      details ->> 'note' as note
    from sync.audit
    where run_id = ? and action = 'run.request' and outcome = 'accepted'
    order by id limit 1`,
    [runId],
  )
  return found
}
