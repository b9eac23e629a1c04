interface ThrottleOptions {
  /** How many times within one window. */
  readonly limit: number
  readonly windowMs: number
  readonly maxKeys: number
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number
}

export interface Throttle {
  /** Seconds until the key may try again; 0 when it may now. */
  retryAfterSeconds(key: string): number
  /** Counts one more for the key. */
  count(key: string): void
  forget(key: string): void
}

/**
 * Counts per key within windows that begin with a key's first count. At most `maxKeys` are
 * remembered; the one that began first is forgotten for a new one.
 */
export function createThrottle({ limit, windowMs, maxKeys, nowMs }: ThrottleOptions): Throttle {
  const windows = new Map<string, { readonly endsAtMs: number; count: number }>()

  function current(key: string): { readonly endsAtMs: number; count: number } | undefined {
    const window = windows.get(key)
    if (window === undefined || window.endsAtMs > nowMs()) return window
    windows.delete(key)
    return undefined
  }

  return {
    retryAfterSeconds(key) {
      const window = current(key)
      if (window === undefined || window.count < limit) return 0
      return Math.ceil((window.endsAtMs - nowMs()) / 1_000)
    },
    count(key) {
      const window = current(key)
      if (window !== undefined) {
        window.count += 1
        return
      }
      const [oldest] = windows.keys()
      if (windows.size >= maxKeys && oldest !== undefined) windows.delete(oldest)
      windows.set(key, { endsAtMs: nowMs() + windowMs, count: 1 })
    },
    forget: (key) => windows.delete(key),
  }
}
