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
    now,
  }: {
    policy: RetryPolicy
    claim: Pick<Claim, 'attemptsLeft'>
    random: () => number
    now: () => Date
  },
): AttemptEnd {
  const report = reportError(error)
  if (!(error instanceof SyncError)) return retry()
  if (error.code === 'RUN_CANCELLED') return { next: 'cancelled', error: report }
  switch (error.disposition) {
    case 'defer':
      return { next: 'deferred', delayMs: untilOf(error, now()), error: report }
    case 'retry':
      return retry(error)
    case 'hold':
    case 'reject':
      return { next: 'failed', error: report }
  }

  function retry(failure?: SyncError): AttemptEnd {
    const limits = (failure && policy.byCode.get(failure.code)) ?? policy
    // Not the attempt's number: those that were deferred do not count.
    const used = Math.max(1, policy.maxAttempts - claim.attemptsLeft)
    if (used >= limits.maxAttempts) return { next: 'failed', error: report }
    const delayMs = retryDelaySeconds(limits, used, random) * 1_000
    return { next: 'waiting', delayMs, error: report }
  }
}

/** How long an error asks to wait: until the instant in its details, or not at all. */
function untilOf({ details }: SyncError, at: Date): number {
  const { until } = details
  return typeof until === 'string' ? Math.max(0, Date.parse(until) - at.getTime()) : 0
}
