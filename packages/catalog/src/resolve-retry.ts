import type { SyncErrorCode } from '@aaps-data/contracts'
import type { RetryDefinition, TimeLimitDefinition } from './dataset-definition.ts'
import type { RetryLimits, RetryPolicy, TimeLimit } from './dataset.ts'

const defaults: RetryLimits = {
  maxAttempts: 5,
  firstDelaySeconds: 30,
  longestDelaySeconds: 900,
}
const defaultSoftMinutes = 240
const hardAfterSoftMinutes = 15

/**
 * The retry policy with what it leaves out: 5 attempts, the first delay 30 s, the longest 900 s, no
 * deadline; what a code leaves out is as for every other.
 */
export function resolveRetry(definition: RetryDefinition = {}): RetryPolicy {
  const { byCode = {}, ...written } = definition
  const limits = { ...defaults, ...written }
  const { maxAttempts, firstDelaySeconds, longestDelaySeconds } = limits
  return {
    ...limits,
    byCode: new Map(
      Object.entries(byCode).map(([code, own]) => [
        code as SyncErrorCode,
        { maxAttempts, firstDelaySeconds, longestDelaySeconds, ...own },
      ]),
    ),
  }
}

/** The time limit with what it leaves out: 4 hours, and a quarter of an hour to come to an end. */
export function resolveTimeLimit(definition: TimeLimitDefinition = {}): TimeLimit {
  const { softMinutes = defaultSoftMinutes } = definition
  return { softMinutes, hardMinutes: definition.hardMinutes ?? softMinutes + hardAfterSoftMinutes }
}
