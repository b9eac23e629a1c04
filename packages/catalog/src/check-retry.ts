import { codeFacts, syncErrorCodes } from '@aaps-data/contracts'
import { Value } from '@sinclair/typebox/value'
import { RetryDefinition, TimeLimitDefinition } from './dataset-definition.ts'
import type { RetryLimits } from './dataset.ts'
import type { Finding, Path } from './fault.ts'
import { partOf } from './readable-table.ts'
import { resolveRetry, resolveTimeLimit } from './resolve-retry.ts'

function checkDelays(limits: RetryLimits, path: Path): readonly Finding[] {
  const { firstDelaySeconds, longestDelaySeconds } = limits
  return longestDelaySeconds < firstDelaySeconds
    ? [
        {
          path,
          reason: `the longest delay (${longestDelaySeconds} s) is shorter than the first (${firstDelaySeconds} s); exchange or mend them`,
        },
      ]
    : []
}

function codeFault(code: string): string | undefined {
  const known = syncErrorCodes.find((each) => each === code)
  if (known === undefined) return `no such error code: ${code}; docs/errors.md lists them`
  if (codeFacts(known).disposition === 'retry') return undefined
  return `a run that fails with ${code} is not tried again; leave it out`
}

/** How failed runs are tried again. */
export function checkRetry(value: unknown): readonly Finding[] {
  const retry = partOf(value, 'retry')
  if (!Value.Check(RetryDefinition, retry)) return []
  const policy = resolveRetry(retry)
  return [
    ...checkDelays(policy, ['retry']),
    ...[...policy.byCode].flatMap(([code, limits]) => {
      const path = ['retry', 'byCode', code]
      const reason = codeFault(code)
      return [
        ...(reason === undefined ? [] : [{ path, reason }]),
        ...checkDelays(limits, path),
        ...(limits.maxAttempts > policy.maxAttempts
          ? [
              {
                path: [...path, 'maxAttempts'],
                reason: `more than the run has in all (${policy.maxAttempts}); raise retry.maxAttempts too`,
              },
            ]
          : []),
      ]
    }),
  ]
}

export function checkTimeLimit(value: unknown): readonly Finding[] {
  const written = partOf(value, 'timeLimit')
  if (!Value.Check(TimeLimitDefinition, written)) return []
  const { softMinutes, hardMinutes } = resolveTimeLimit(written)
  return hardMinutes <= softMinutes
    ? [
        {
          path: ['timeLimit'],
          reason: `the hard limit (${hardMinutes} min) is not after the soft one (${softMinutes} min); raise it`,
        },
      ]
    : []
}
