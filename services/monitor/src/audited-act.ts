import { asLedgerFailure } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import type { Identity } from './access/verify-credentials.ts'
import { writeAudit, type AuditRecord } from './store/write-audit.ts'

/** What somebody wants to be done in the ledger. */
interface ActWish<Result> extends Pick<AuditRecord, 'action' | 'subject' | 'runId'> {
  readonly by: Identity
  readonly address: string
  readonly note: string | undefined
  readonly act: (transaction: Knex.Transaction) => Promise<Result>
  readonly isDone: (result: Result) => boolean
}

/** Does it and gives what came of it. */
export type DoAudited = <Result>(wish: ActWish<Result>) => Promise<Result>

/**
 * Makes the function behind the buttons that change the ledger: what is done and its entry in the
 * audit log are one transaction, which needs no broker. Messages are sent by a scheduler within a
 * second: the monitor's login may not.
 */
export function createAuditedAct(db: Knex): DoAudited {
  return async ({ by, address, note, act, isDone, ...record }) => {
    try {
      return await db.transaction(async (transaction) => {
        const result = await act(transaction)
        await writeAudit(transaction, {
          actor: by.name,
          role: by.role,
          address,
          outcome: isDone(result) ? 'accepted' : 'failed',
          details: note === undefined ? {} : { note },
          ...record,
        })
        return result
      })
    } catch (error) {
      throw asLedgerFailure(error)
    }
  }
}
