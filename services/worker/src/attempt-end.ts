import { retryDelaySeconds, type RetryPolicy } from '@aaps-data/catalog'
import { reportError, SyncError } from '@aaps-data/contracts'
import type { AttemptEnd, Claim } from '@aaps-data/ledger'

/**
 * What becomes of a run whose attempt ended in this error. A defect is tried again like a failure
 * that may pass: it may be one too. Pure.
 */
export function attemptEndOf(
  error: unknown,
  {
    policy,
    claim,
    random,
  }: { policy: RetryPolicy; claim: Pick<Claim, 'attemptsLeft'>; random: () => number },
): AttemptEnd {
  const report = reportError(error)
  // Not the attempt's number: those that were deferred do not count.
  const used = Math.max(1, policy.maxAttempts - claim.attemptsLeft)
  const disposition = error instanceof SyncError ? error.disposition : 'retry'
  switch (disposition) {
    case 'defer':
      return { next: 'deferred', delayMs: 0, error: report }
    case 'retry':
      return {
        next: 'waiting',
        delayMs: retryDelaySeconds(policy, used, random) * 1_000,
        error: report,
      }
    case 'hold':
    case 'reject':
      return { next: 'failed', error: report }
  }
}
