import { setTimeout as delay } from 'node:timers/promises'

/** Lets so many rows pass in a second, of all streams together. */
export interface RowRate {
  /** Waits until these rows may pass. */
  pass(rows: number): Promise<void>
}

export function createRowRate(maxRowsPerSecond: number): RowRate {
  let freeAtMs = 0
  return {
    async pass(rows) {
      const nowMs = performance.now()
      const startMs = Math.max(nowMs, freeAtMs)
      freeAtMs = startMs + (rows * 1_000) / maxRowsPerSecond
      if (startMs > nowMs) await delay(startMs - nowMs)
    },
  }
}
