import type { Knex } from 'knex'
import { auditByLogin } from './audit-by-login.ts'

/**
 * Does something in the ledger for who works with a login of the database and no user of the page:
 * `act` gets the login's name. What is done and its entry in the audit log are one transaction.
 * Gives what came of it.
 */
export async function actByLogin<Result>(
  db: Knex,
  {
    action,
    subject,
    runId,
    note,
    act,
    isDone,
  }: {
    readonly action: string
    readonly subject: string
    readonly runId?: string | undefined
    readonly note: string | undefined
    readonly act: (transaction: Knex.Transaction, login: string) => Promise<Result>
    readonly isDone: (result: Result) => boolean
  },
): Promise<Result> {
  return db.transaction(async (transaction) => {
    const { rows } = await transaction.raw<{ rows: { login: string }[] }>(
      'select session_user as login',
    )
    const result = await act(transaction, rows[0]?.login ?? '')
    const outcome = isDone(result) ? 'accepted' : 'failed'
    await auditByLogin(transaction, { action, subject, outcome, runId, note })
    return result
  })
}
