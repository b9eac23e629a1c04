import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { StackError } from './stack-error.ts'
import type { ServicePlan } from './service-plan.ts'

/**
 * Waits until the service answers 200 at its health address. Throws a StackError with the end of
 * its log after `timeoutMs`; gives up without one when `signal` aborts.
 */
export async function waitUntilHealthy(
  { name, healthUrl, logFile }: ServicePlan,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!signal.aborted && !(await isHealthy(healthUrl))) {
    if (performance.now() > deadline) {
      throw new StackError(
        `The ${name} is not up after ${timeoutMs / 1000} s. The end of ${logFile}:\n` +
          readFileSync(logFile, 'utf8').slice(-1500),
      )
    }
    await delay(100)
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
