import type { Knex } from 'knex'
import type { AuditEntry, AuditPage } from '../schemas/action.ts'
import { queryRows } from './query-rows.ts'

/**
 * The audit log, newest first; `before` is the id of an entry, which `next` of a page told. That
 * somebody asked is left out once it is known how it ended.
 */
export async function listAudit(
  db: Knex,
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<AuditPage> {
  const rows = await queryRows<AuditEntry>(
    db,
    `select id::text, sync.instant(at) as at, actor, role, action, subject, address, outcome,
      case when outcome <> 'failed' then run_id end as "runId"
    from sync.audit a
    where (cast(:before as bigint) is null or id < :before)
      and not (outcome = 'asked' and exists (
        select from sync.audit e
        where e.run_id is not distinct from a.run_id and e.subject = a.subject and e.id > a.id
          and e.action = a.action
          and e.actor = a.actor and e.outcome <> 'asked'))
    order by a.id desc
    limit :limit`,
    { before: before ?? null, limit: limit + 1 },
  )
  const entries = rows.slice(0, limit)
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }
}
