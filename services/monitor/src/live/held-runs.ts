import { isFinal } from '@aaps-data/contracts'
import type { RunSummary } from '../schemas/run.ts'

export interface LiveLimits {
  /** So many of the latest runs are shown, whatever their state. */
  readonly latest: number
  /** So many runs that are not final, beside them. */
  readonly unfinished: number
}

// Instants come from the ledger in milliseconds, its order is by microseconds. Some runs more than
// are shown are held, so that the two never disagree about which run is the last one shown.
const spare = 20

function isUnfinished({ state }: RunSummary): boolean {
  return state === 'accepted' || !isFinal(state)
}

function newestFirst(left: RunSummary, right: RunSummary): number {
  if (left.requestedAt !== right.requestedAt) {
    return left.requestedAt < right.requestedAt ? 1 : -1
  }
  return left.id < right.id ? 1 : -1
}

/** Of these runs the ones that the live page shows, newest first. Pure. */
export function selectLiveRuns(
  runs: Iterable<RunSummary>,
  { latest, unfinished }: LiveLimits,
): RunSummary[] {
  let unfinishedTaken = 0
  return [...runs].sort(newestFirst).filter((run, place) => {
    const isTaken = isUnfinished(run) && unfinishedTaken < unfinished
    if (isTaken) unfinishedTaken += 1
    return place < latest || isTaken
  })
}

export interface HeldRuns {
  /** Takes what is newer than what is held; answers those runs. */
  take(runs: readonly RunSummary[]): readonly RunSummary[]
  get(id: string): RunSummary | undefined
  shown(): RunSummary[]
  unfinishedIds(): string[]
}

/** The runs that the live page shows, in bounded memory, whatever order their rows come in. */
export function createHeldRuns(limits: LiveLimits): HeldRuns {
  let held = new Map<string, RunSummary>()
  return {
    take(runs) {
      const newer = runs.filter((run) => run.seq > (held.get(run.id)?.seq ?? 0))
      for (const run of newer) held.set(run.id, run)
      const kept = selectLiveRuns(held.values(), { ...limits, latest: limits.latest + spare })
      held = new Map(kept.map((run) => [run.id, run]))
      return newer
    },
    get: (id) => held.get(id),
    shown: () => selectLiveRuns(held.values(), limits),
    unfinishedIds: () => [...held.values()].filter(isUnfinished).map(({ id }) => id),
  }
}
