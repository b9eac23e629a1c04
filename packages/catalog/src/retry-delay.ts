import type { RetryLimits } from './dataset.ts'

/**
 * How long to wait after the failed attempt number `attempt` (from 1), in whole seconds. The bound
 * doubles with each attempt up to the policy's longest delay; the delay is its upper half at random
 * ("equal jitter"), so that runs that failed together do not come back together, and none at once.
 * `random` yields numbers from 0 to below 1.
 */
export function retryDelaySeconds(
  { firstDelaySeconds, longestDelaySeconds }: RetryLimits,
  attempt: number,
  random: () => number,
): number {
  const bound = Math.min(longestDelaySeconds, firstDelaySeconds * 2 ** (attempt - 1))
  return Math.min(longestDelaySeconds, Math.ceil(bound / 2 + (bound / 2) * random()))
}
