import type { Phase } from '@aaps-data/contracts'

/** How far an attempt is. Lossy: it never carries a change of state. */
export interface SyncProgress {
  readonly phase: Phase
  /** Tables finished in this phase, of how many. */
  readonly tablesDone: number
  readonly tablesTotal: number
  /** The table at hand. */
  readonly table?: string
  /** Rows staged so far in the whole attempt. */
  readonly rows: number
  /** Of how many, as far as anybody knows beforehand. */
  readonly rowsExpected?: number
  /** Over the last ten seconds, and what is left at that rate. */
  readonly rowsPerSecond?: number
  readonly secondsLeft?: number
}

export type ReportProgress = (progress: SyncProgress) => void

/** Passes reports on, not too many. */
export interface ProgressLimit {
  readonly report: ReportProgress
  /** Drops the report that waits; call it when the work is over. */
  end(): void
}

/**
 * Passes on the first report of each phase and afterwards at most one in `intervalMs`: the latest,
 * also when none follows it in its phase.
 */
export function limitProgress(
  pass: ReportProgress,
  { intervalMs, now }: { readonly intervalMs: number; readonly now: () => Date },
): ProgressLimit {
  let passed: { readonly phase: Phase; readonly atMs: number } | undefined
  let waiting: SyncProgress | undefined
  let timer: NodeJS.Timeout | undefined

  function end(): void {
    clearTimeout(timer)
    timer = undefined
    waiting = undefined
  }
  function passNow(progress: SyncProgress): void {
    end()
    passed = { phase: progress.phase, atMs: now().getTime() }
    pass(progress)
  }
  return {
    report(progress) {
      const restMs =
        passed?.phase === progress.phase ? passed.atMs + intervalMs - now().getTime() : 0
      if (restMs <= 0) {
        passNow(progress)
        return
      }
      waiting = progress
      timer ??= setTimeout(() => waiting && passNow(waiting), restMs)
    },
    end,
  }
}
