import type { KeptChange, RunRecord } from '@aaps-data/ledger'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { explainReport, type ExplainedReport, type Language } from '../explain/explain-report.ts'

/** A run that was followed to its end; printed as it is by `--json`. */
export interface RunReport extends Omit<RunRecord, 'error'> {
  /** From the start of its first attempt; null when it never started. */
  readonly durationMs: number | null
  readonly error: ExplainedReport | null
  /** Of a run that is held, what it would change: the first rows of each kind. */
  readonly samples: readonly KeptChange[]
}

/** Puts together what there is to tell of a run that has ended, or is held. Pure. */
export function runReport(
  { error, ...run }: RunRecord,
  {
    samples,
    language,
    now,
  }: {
    readonly samples: readonly KeptChange[]
    readonly language: Language
    readonly now: Date
  },
): RunReport {
  const endMs = run.finishedAt === null ? now.getTime() : Date.parse(run.finishedAt)
  return {
    ...run,
    durationMs: run.startedAt === null ? null : endMs - Date.parse(run.startedAt),
    error: error === null ? null : explainReport(language, error),
    samples,
  }
}

/** 0 for a run that did what was asked for; a preview is asked to be held. */
export function exitCodeOf({ state, preview }: Pick<RunReport, 'state' | 'preview'>): ExitCode {
  const isWell = state === 'succeeded' || (state === 'held' && preview)
  return isWell ? exitCodes.done : exitCodes.refused
}
