import type { RunProgress, RunSummary } from '../schemas/run.ts'

export interface HeldProgress {
  /** Keeps it if it is newer than what is held for the run; answers whether it did. */
  take(progress: RunProgress): boolean
  /** What is held for a run, if it belongs to the attempt that is running now. */
  of(run: RunSummary | undefined): RunProgress | undefined
  drop(runId: string): void
}

function isNewer(progress: RunProgress, held: RunProgress): boolean {
  if (progress.attempt !== held.attempt) return progress.attempt > held.attempt
  return progress.at >= held.at
}

/** The latest progress of each run, of at most `limit` runs; the longest silent one goes first. */
export function createHeldProgress(limit: number): HeldProgress {
  const held = new Map<string, RunProgress>()
  return {
    take(progress) {
      const known = held.get(progress.runId)
      if (known !== undefined && !isNewer(progress, known)) return false
      held.delete(progress.runId)
      const [silent] = held.keys()
      if (held.size >= limit && silent !== undefined) held.delete(silent)
      held.set(progress.runId, progress)
      return true
    },
    of(run) {
      if (run?.state !== 'running') return undefined
      const progress = held.get(run.id)
      return progress?.attempt === run.attempt ? progress : undefined
    },
    drop: (runId) => held.delete(runId),
  }
}
