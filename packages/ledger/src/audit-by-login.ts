import type { Knex } from 'knex'

/** What who works with a login of the database did, or tried to do. */
export interface LoginRecord {
  readonly action: string
  readonly subject: string
  /** `asked` before it is tried where no transaction can undo it, and then how it ended. */
  readonly outcome: 'asked' | 'accepted' | 'failed'
  readonly runId?: string | undefined
  readonly note?: string | undefined
  /** Why it failed. Never a secret. */
  readonly reason?: string | undefined
}

/** Adds to the audit log, in the name of the login. */
export async function auditByLogin(
  db: Knex,
  { action, subject, outcome, runId, note, reason }: LoginRecord,
): Promise<void> {
  await db.raw(
    `insert into sync.audit (actor, action, subject, address, outcome, run_id, details)
     values (session_user, ?, ?, coalesce(host(inet_client_addr()), 'local'), ?, ?, ?::jsonb)`,
    [action, subject, outcome, runId ?? null, JSON.stringify({ note, reason })],
  )
}
