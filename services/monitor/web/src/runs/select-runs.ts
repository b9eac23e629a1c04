import type { PlannedRun } from '../../../src/schemas/dataset.ts'
import type { RunSummary } from '../../../src/schemas/run.ts'
import type { RunFilter } from '../shell/route.ts'

/** The runs of a filter, newest first; of two readings of a run the newer one counts. */
export function selectRuns(
  sources: readonly Iterable<RunSummary>[],
  { state, dataset }: RunFilter,
): RunSummary[] {
  const runs = new Map<string, RunSummary>()
  for (const source of sources) {
    for (const run of source) {
      const earlier = runs.get(run.id)
      if (earlier === undefined || run.seq >= earlier.seq) runs.set(run.id, run)
    }
  }
  const wanted = [...runs.values()].filter(
    (run) =>
      (dataset === undefined || run.dataset === dataset) &&
      (state === undefined ||
        run.state === state ||
        (state === 'queued' && run.state === 'accepted')),
  )
  return wanted.sort(
    (a, b) => b.requestedAt.localeCompare(a.requestedAt) || b.id.localeCompare(a.id),
  )
}

/**
 * Planned runs of a filter, the farthest first, so that time runs through the list in one
 * direction. Of each dataset only the next one, unless `all`: an hourly dataset would fill the page.
 */
export function selectPlanned(
  planned: readonly PlannedRun[],
  { dataset }: RunFilter,
  { now, all }: { readonly now: number; readonly all: boolean },
): PlannedRun[] {
  const seen = new Set<string>()
  const coming = planned
    .filter(({ at }) => new Date(at).getTime() > now)
    .filter((run) => dataset === undefined || run.dataset === dataset)
    .sort((a, b) => a.at.localeCompare(b.at))
    .filter((run) => all || (!seen.has(run.dataset) && seen.add(run.dataset)))
  return coming.reverse()
}
