import type { RunMode } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import { queryRows } from './query-rows.ts'

export interface AcceptedRequest {
  readonly dataset: string
  readonly requestedBy: string
  readonly requestedAt: string
  readonly note: string | null
  readonly mode: RunMode
  readonly preview: boolean
  /** As JSON. */
  readonly onlyTables: string | null
  readonly retryOf: string | null
}

/**
 * The request of the page for a run that the broker has accepted, or may have: one whose outcome
 * is not known counts, one that was certainly not accepted does not. Undefined if there is none.
 */
export async function findAcceptedRequest(
  db: Knex,
  runId: string,
): Promise<AcceptedRequest | undefined> {
  const [found] = await queryRows<AcceptedRequest>(
    db,
    `select subject as dataset, actor as "requestedBy", sync.instant(at) as "requestedAt",
      details ->> 'note' as note, coalesce(details ->> 'mode', 'auto') as mode,
      coalesce(details ->> 'preview' = 'yes', false) as preview, details ->> 'tables' as "onlyTables",
      details ->> 'retryOf' as "retryOf"
    from sync.audit a
    where run_id = ? and action in ('run.request', 'run.retry')
      and (outcome = 'accepted' or outcome = 'asked' and not exists (
        select from sync.audit f
        where f.run_id = a.run_id and f.id > a.id and f.action = a.action
          and f.outcome = 'failed' and f.details ->> 'publish' <> 'unknown'))
    order by id limit 1`,
    [runId],
  )
  return found
}
