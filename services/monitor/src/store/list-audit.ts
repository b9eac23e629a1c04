import type { Knex } from 'knex'
import type { AuditEntry, AuditPage } from '../schemas/action.ts'
import { queryRows } from './query-rows.ts'

/** The audit log, newest first; `before` is the id of an entry, which `next` of a page told. */
export async function listAudit(
  db: Knex,
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<AuditPage> {
  const rows = await queryRows<AuditEntry>(
    db,
    `select id::text, sync.instant(at) as at, actor, role, action, subject, address, outcome,
      run_id as "runId"
    from sync.audit
    where (cast(:before as bigint) is null or id < :before)
    order by id desc
    limit :limit`,
    { before: before ?? null, limit: limit + 1 },
  )
  const entries = rows.slice(0, limit)
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }
}
