/** What was collected from outside when all had ended. */
export interface Facts {
  /** Requests that were published, and the ids of the runs of those that the broker confirmed. */
  readonly commands: number
  readonly confirmed: readonly string[]
  readonly runs: readonly RunFact[]
  /** Transactions that wrote to a table of the target, told by triggers there. */
  readonly writes: readonly { readonly transaction: string; readonly runId: string | null }[]
  /** The fences of the receipts of each dataset, in the order in which they were written. */
  readonly fences: ReadonlyMap<string, readonly number[]>
  /** How often the tables of a dataset were seen together as no state of the source. */
  readonly tornReads: number
  /** Datasets that differ from their source after a last run of each. */
  readonly differing: readonly string[]
  /** The states that the monitor shows, by the run. */
  readonly shown: ReadonlyMap<string, string>
  readonly recoverySeconds: readonly number[]
}

export interface RunFact {
  readonly id: string
  readonly state: string
  readonly receipts: number
  readonly succeededAttempts: number
}

export interface Figures {
  readonly commands: number
  readonly confirmed: number
  readonly terminal: number
  readonly lost: number
  readonly duplicateMerges: number
  readonly halfMerges: number
  readonly falseSuccesses: number
  readonly overlaps: number
  readonly monitorMismatches: number
  readonly recoveryP99: number
}

const terminal = new Set(['succeeded', 'failed', 'cancelled'])

/** Counts what may not have happened. Pure. */
export function figuresOf(facts: Facts): Figures {
  const runs = new Map(facts.runs.map((run) => [run.id, run]))
  const ended = facts.confirmed.filter((id) => terminal.has(runs.get(id)?.state ?? ''))
  const writers = facts.writes.flatMap(({ runId }) => runId ?? [])
  return {
    commands: facts.commands,
    confirmed: facts.confirmed.length,
    terminal: ended.length,
    lost: facts.confirmed.length - ended.length,
    duplicateMerges:
      facts.runs.filter((run) => run.receipts > 1 || run.succeededAttempts > 1).length +
      (writers.length - new Set(writers).size),
    // A transaction that wrote and left no receipt is a merge without its end.
    halfMerges: facts.tornReads + facts.writes.length - writers.length,
    falseSuccesses:
      facts.differing.length +
      facts.runs.filter((run) => run.state === 'succeeded' && run.receipts === 0).length,
    overlaps: [...facts.fences.values()].reduce((sum, fences) => sum + countFalls(fences), 0),
    monitorMismatches: facts.runs.filter(({ id, state }) => facts.shown.get(id) !== state).length,
    recoveryP99: quantile(facts.recoverySeconds, 0.99),
  }
}

/** The one last line of a chaos run. */
export function lineOf(figures: Figures): string {
  const words = [
    `commands=${figures.commands}`,
    `confirmed=${figures.confirmed}`,
    `terminal=${figures.terminal}`,
    `lost=${figures.lost}`,
    `duplicate_merges=${figures.duplicateMerges}`,
    `half_merges=${figures.halfMerges}`,
    `false_successes=${figures.falseSuccesses}`,
    `overlaps=${figures.overlaps}`,
    `monitor_mismatches=${figures.monitorMismatches}`,
    `recovery_p99=${figures.recoveryP99.toFixed(1)}s`,
  ]
  return words.join(' ')
}

const longestRecoverySeconds = 30

/** Says what is wrong with a chaos run; nothing when all is well. Pure. */
export function faultsOf(figures: Figures): readonly string[] {
  const zeros = {
    lost: figures.lost,
    duplicate_merges: figures.duplicateMerges,
    half_merges: figures.halfMerges,
    false_successes: figures.falseSuccesses,
    overlaps: figures.overlaps,
    monitor_mismatches: figures.monitorMismatches,
  }
  const wrong = Object.entries(zeros)
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `${name} is ${count} and has to be 0`)
  if (figures.confirmed === 0) wrong.push('no request was confirmed: nothing was tried')
  if (Number.isNaN(figures.recoveryP99)) wrong.push('no fault was healed: nothing was tried')
  if (figures.recoveryP99 > longestRecoverySeconds) {
    wrong.push(`recovery_p99 is above ${longestRecoverySeconds} s`)
  }
  return wrong
}

/** How often a fence is not above the one before it: two attempts that wrote in each other's time. */
function countFalls(fences: readonly number[]): number {
  return fences.filter((fence, n) => n > 0 && fence <= (fences[n - 1] ?? 0)).length
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
