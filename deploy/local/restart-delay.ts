const firstDelayMs = 1_000
const longestDelayMs = 30_000
const soundAfterMs = 60_000

/**
 * How long to wait before a service that ended is started again: a second at first, twice as long
 * each time up to 30 s, and a second again after it was alive for a minute.
 */
export function restartDelayMs({
  previousDelayMs,
  aliveMs,
}: {
  readonly previousDelayMs: number | undefined
  readonly aliveMs: number
}): number {
  if (previousDelayMs === undefined || aliveMs >= soundAfterMs) return firstDelayMs
  return Math.min(2 * previousDelayMs, longestDelayMs)
}
