import type { Logger } from '@aaps-data/runtime'
import type { DatasetFacts } from '../datasets/dataset-status.ts'
import type { RunSummary } from '../schemas/run.ts'
import type { LiveState } from './live-state.ts'

/**
 * A gap in the events, and a ledger that went away, are not longer unnoticed than this and a second
 * more, also with the broker down.
 */
const reconcileEveryMs = 2_000
/** A step that takes longer has not been answered: the ledger counts as lost until it ends. */
const answerWithinMs = 3_000
const changedMost = 1_000

/** How the follower reads the ledger. */
export interface LedgerReader {
  liveRuns(): Promise<RunSummary[]>
  runs(ids: readonly string[]): Promise<RunSummary[]>
  facts(datasets: readonly string[]): Promise<ReadonlyMap<string, DatasetFacts>>
}

export interface LedgerFollower {
  /** A run has changed: it is read with the next step. */
  noteRun(runId: string): void
  /** Changes may have been missed: the next step reads everything that is shown. */
  noteGap(): void
  isDue(): boolean
  /** When the ledger was last read, if it cannot be read now; null if never, undefined if it can. */
  lostSince(): Date | null | undefined
  /** Brings the state forward by what was noted. Never rejects; call it again only when it ended. */
  step(): Promise<void>
}

/**
 * Keeps the live state equal to the ledger. Events only say which run to read again, many of them
 * with one query; every two seconds all that is shown is read, so that the page follows without
 * any event. No query answers more rows than are shown.
 */
export function createLedgerFollower({
  reader,
  state,
  datasets,
  now,
  log,
}: {
  readonly reader: LedgerReader
  readonly state: LiveState
  readonly datasets: () => readonly string[]
  readonly now: () => Date
  readonly log: Logger
}): LedgerFollower {
  const changed = new Set<string>()
  let isGap = true
  let reconciledMs = Number.NEGATIVE_INFINITY
  let isFailing = false
  let readAt: Date | null = null
  let steppingSinceMs: number | undefined

  async function reconcile(): Promise<void> {
    isGap = false
    changed.clear()
    reconciledMs = performance.now()
    const live = await reader.liveRuns()
    const found = new Set(live.map(({ id }) => id))
    const ended = state.unfinishedIds().filter((id) => !found.has(id))
    state.takeRuns([...live, ...(ended.length > 0 ? await reader.runs(ended) : [])])
    state.takeFacts(await reader.facts(datasets()))
  }

  async function readChanged(): Promise<void> {
    const ids = [...changed]
    changed.clear()
    const runs = await reader.runs(ids)
    state.takeRuns(runs)
    state.takeFacts(await reader.facts([...new Set(runs.map(({ dataset }) => dataset))]))
  }

  function isReconcileDue(): boolean {
    return isGap || performance.now() - reconciledMs >= reconcileEveryMs
  }

  function isUnanswered(): boolean {
    return steppingSinceMs !== undefined && performance.now() - steppingSinceMs > answerWithinMs
  }

  return {
    noteRun(runId) {
      changed.add(runId)
      if (changed.size > changedMost) isGap = true
      if (isGap) changed.clear()
    },
    noteGap() {
      isGap = true
    },
    isDue: () => isReconcileDue() || changed.size > 0,
    lostSince: () => (isFailing || isUnanswered() ? readAt : undefined),
    async step() {
      const at = now()
      steppingSinceMs = performance.now()
      try {
        if (isReconcileDue()) await reconcile()
        else if (changed.size > 0) await readChanged()
        readAt = at
        if (isFailing) log.info('Ledger can be read again')
        isFailing = false
      } catch (err) {
        isGap = true
        if (!isFailing) log.error({ err }, 'Ledger cannot be read, the page stands still')
        isFailing = true
      }
      steppingSinceMs = undefined
      state.refresh(now())
    },
  }
}
