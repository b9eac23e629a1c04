import type { RetryPolicy } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import { putReply, requestRun, takeAllowance } from '@aaps-data/ledger'
import type { IntakeContext, IntakeRequest } from './intake.ts'

/**
 * Makes the run of a request and tells its publisher, in one transaction. What comes again is told
 * again and counts for nothing; of new ones a publisher has so many a minute, or it throws
 * `REQUEST_TOO_OFTEN` and there is no run.
 */
export async function acceptRequest(
  { ledger, writer, monitorUser, requestsPerMinute: perMinute, log }: IntakeContext,
  request: IntakeRequest,
  { publisher, policy }: { readonly publisher: string; readonly policy: RetryPolicy | undefined },
): Promise<void> {
  const { dataset, requestedBy, reply } = request
  const { maxAttempts = 1, deadlineMinutes } = policy ?? {}
  const { runId, isNew } = await ledger.transaction(async (transaction) => {
    const made = await requestRun(transaction, { ...request, maxAttempts, deadlineMinutes }, writer)
    if (made.isNew && publisher !== monitorUser) {
      const isAllowed = await takeAllowance(transaction, { publisher, perMinute })
      if (!isAllowed) throw new SyncError('REQUEST_TOO_OFTEN', { publisher, perMinute })
    }
    if (reply !== undefined) {
      const answer = { answer: 'accepted', runId: made.runId, dataset } as const
      await putReply(transaction, reply, answer, writer)
    }
    return made
  })
  log.info({ runId, dataset, requestedBy, isNew }, 'Requested')
}
