import { asLedgerFailure } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import type { Identity } from './access/verify-credentials.ts'
import { writeAudit, type AuditRecord } from './store/write-audit.ts'

interface Wish extends Pick<AuditRecord, 'action' | 'subject' | 'runId'> {
  readonly by: Identity
  readonly address: string
  readonly note: string | undefined
}

/** What somebody wants to be done in the ledger. */
interface ActWish<Result> extends Wish {
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
  return async (wish) => {
    const { act, isDone } = wish
    try {
      return await db.transaction(async (transaction) => {
        const result = await act(transaction)
        const outcome = isDone(result) ? 'accepted' : 'failed'
        await writeAudit(transaction, { ...recordOf(wish), outcome })
        return result
      })
    } catch (error) {
      throw asLedgerFailure(error)
    }
  }
}

/** What somebody wants to be done elsewhere, where no transaction can undo it. */
interface AnnouncedWish<Result> extends Wish {
  readonly act: () => Promise<Result>
  /** Why it was not done; undefined when it was. */
  readonly failureOf: (result: Result) => string | undefined
}

/** Does it and gives what came of it. */
export type DoAnnounced = <Result>(wish: AnnouncedWish<Result>) => Promise<Result>

/**
 * Makes the function behind the buttons that ask something of the broker: the audit log says that
 * somebody asks before it is tried, and how it ended after it. No transaction is open meanwhile, so
 * a broker that falls silent keeps no lock.
 */
export function createAnnouncedAct(db: Knex): DoAnnounced {
  return async (wish) => {
    const record = recordOf(wish)
    const write = (end: Pick<AuditRecord, 'outcome' | 'details'>) =>
      writeAudit(db, { ...record, ...end, details: { ...record.details, ...end.details } }).catch(
        (error: unknown) => {
          throw asLedgerFailure(error)
        },
      )
    await write({ outcome: 'asked' })
    let failure: string | undefined
    try {
      const result = await wish.act()
      failure = wish.failureOf(result)
      return result
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error)
      throw error
    } finally {
      await write(
        failure === undefined
          ? { outcome: 'accepted' }
          : { outcome: 'failed', details: { reason: failure } },
      )
    }
  }
}

function recordOf({ by, address, note, action, subject, runId }: Wish) {
  return {
    actor: by.name,
    role: by.role,
    action,
    subject,
    address,
    ...(runId === undefined ? {} : { runId }),
    details: note === undefined ? {} : { note },
  } satisfies Omit<AuditRecord, 'outcome'>
}
