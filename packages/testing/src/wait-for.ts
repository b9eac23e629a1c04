import { setTimeout as delay } from 'node:timers/promises'

export interface WaitOptions {
  /** Names what is waited for, for the message of a failure. */
  readonly what: string
  readonly timeoutMs?: number
  readonly intervalMs?: number
}

/**
 * Calls `condition` until it gives something else than undefined, null or false, and gives that.
 * A condition that throws is asked again. After `timeoutMs` (10 s unless told) it throws an error
 * that names `what`, the last answer and, as its cause, the last error.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { what, timeoutMs = 10_000, intervalMs = 15 }: WaitOptions,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = performance.now() + timeoutMs
  let last: { readonly answer: T } | { readonly error: unknown }
  do {
    last = await ask(condition)
    if ('answer' in last && isMet(last.answer)) return last.answer
    await delay(intervalMs)
  } while (performance.now() < deadline)
  const message = `Waited ${timeoutMs} ms in vain for ${what}`
  if ('error' in last) throw new Error(`${message}: it fails`, { cause: last.error })
  throw new Error(`${message}: the last answer was ${String(last.answer)}`)
}

async function ask<T>(
  condition: () => T | Promise<T>,
): Promise<{ readonly answer: T } | { readonly error: unknown }> {
  try {
    return { answer: await condition() }
  } catch (error) {
    return { error }
  }
}

function isMet<T>(answer: T): answer is Exclude<T, undefined | null | false> {
  return answer !== undefined && answer !== null && answer !== false
}
