interface BackoffOptions {
  readonly firstMs: number
  readonly maxMs: number
}

/**
 * How long to wait after so many failures in a row (1 or more): doubles up to the limit, then a
 * random share of 50 to 100 % of it, so that many processes do not come back at one instant.
 */
export function backoffMs(failures: number, { firstMs, maxMs }: BackoffOptions): number {
  const fullMs = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30))
  return fullMs * (0.5 + Math.random() / 2)
}

/** Pauses that grow until they are reset by a success. */
export interface Pauses {
  nextMs(): number
  reset(): void
}

export function createPauses(options: BackoffOptions): Pauses {
  let failures = 0
  return {
    nextMs() {
      failures += 1
      return backoffMs(failures, options)
    },
    reset() {
      failures = 0
    },
  }
}
