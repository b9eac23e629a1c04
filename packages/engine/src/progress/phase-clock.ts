import { SyncError, type Phase } from '@aaps-data/contracts'
import type { AttemptLedger, Receipt } from '@aaps-data/ledger'
import { targetFailure } from '../failures/target-failure.ts'
import type { ReportProgress, SyncProgress } from './sync-progress.ts'

export type TableCount = Pick<SyncProgress, 'tablesDone' | 'tablesTotal'>

/** Knows the phase an attempt is in, and how long each took. */
export interface PhaseClock {
  /** Ends the phase before and begins this one, in the ledger and for the page. */
  begin(phase: Phase): Promise<void>
  /** Tells which table of the phase is at hand, how many are finished, and of how many. */
  reachTable(table: string, count: TableCount): void
  /** Milliseconds of each phase that has begun, the present one up to now. */
  phaseMs(): Receipt['phaseMs']
  /** The failure of an attempt, with the phase it happened in and that nothing was written. */
  failureOf(error: unknown): unknown
}

export function startPhaseClock({
  ledger,
  progress,
  tablesTotal,
  now,
}: {
  readonly ledger: AttemptLedger
  readonly progress: ReportProgress
  readonly tablesTotal: number
  readonly now: () => Date
}): PhaseClock {
  const took = new Map<Phase, number>()
  let phase: Phase = 'plan'
  let beganAt = now()

  const settle = () => {
    const at = now()
    took.set(phase, (took.get(phase) ?? 0) + at.getTime() - beganAt.getTime())
    beganAt = at
  }
  return {
    async begin(next) {
      settle()
      phase = next
      await ledger.beginPhase(next)
      progress({ phase: next, tablesDone: 0, tablesTotal, rows: 0 })
    },
    reachTable(table, count) {
      progress({ phase, ...count, table, rows: 0 })
    },
    phaseMs() {
      settle()
      return Object.fromEntries(took)
    },
    failureOf(error) {
      const failure = targetFailure(error)
      if (!(failure instanceof SyncError)) return failure
      const details = { phase, written: 'nothing', ...failure.details }
      return new SyncError(failure.code, details, failure.cause)
    },
  }
}
