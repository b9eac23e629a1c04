const firstMs = 500
const longestMs = 15_000

/**
 * How long to wait before the next try, in milliseconds: full jitter below a limit that doubles
 * with each failure, so that all browsers do not come back at the same moment. `random` is in [0, 1).
 */
export function reconnectDelayMs(failures: number, random: number): number {
  return Math.round(random * Math.min(longestMs, firstMs * 2 ** Math.min(failures, 10)))
}
