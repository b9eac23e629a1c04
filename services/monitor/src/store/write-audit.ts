import type { Knex } from 'knex'
import type { Role } from '../schemas/action.ts'
import { queryRows } from './query-rows.ts'

/** What somebody did, or tried to do. */
export interface AuditRecord {
  readonly actor: string
  /** Null when nobody knows who it is. */
  readonly role: Role | null
  readonly action: string
  readonly subject: string
  readonly address: string
  /**
   * `asked` before it is tried, and then how it ended: `accepted`, `failed`, or `refused` for want
   * of the role, or of the right name and password.
   */
  readonly outcome: 'asked' | 'accepted' | 'refused' | 'failed'
  readonly runId?: string
  /** Why it failed, such as what the broker answered. Never a secret. */
  readonly details?: Readonly<Record<string, string>>
}

/** Adds to the audit log, which nobody can change or shorten. */
export async function writeAudit(
  db: Knex,
  { actor, role, action, subject, address, outcome, runId, details = {} }: AuditRecord,
): Promise<void> {
  await queryRows(
    db,
    `insert into sync.audit (actor, role, action, subject, address, outcome, run_id, details)
    values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [actor, role, action, subject, address, outcome, runId ?? null, JSON.stringify(details)],
  )
}
