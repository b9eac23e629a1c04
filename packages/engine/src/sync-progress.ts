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
}

export type ReportProgress = (progress: SyncProgress) => void

/**
 * Gives a reporter that passes on the first report of each phase and afterwards at most one in
 * `intervalMs`.
 */
export function limitProgress(
  report: ReportProgress,
  { intervalMs, now }: { readonly intervalMs: number; readonly now: () => Date },
): ReportProgress {
  let lastPhase: Phase | undefined
  let lastAtMs = 0
  return (progress) => {
    const atMs = now().getTime()
    if (progress.phase === lastPhase && atMs - lastAtMs < intervalMs) return
    lastPhase = progress.phase
    lastAtMs = atMs
    report(progress)
  }
}
