import type { RunProgress } from '../../../src/schemas/run.ts'

const silentAfterMs = 8_000

/**
 * How long a worker has said nothing of its run, in milliseconds, once that is long for a worker
 * that lives; else undefined. Without any progress nothing can be said.
 */
export function silenceMs(progress: RunProgress | undefined, now: number): number | undefined {
  if (progress === undefined) return undefined
  const ms = now - new Date(progress.at).getTime()
  return ms > silentAfterMs ? Math.floor(ms / 1_000) * 1_000 : undefined
}
