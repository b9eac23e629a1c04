import type { RunSummary } from '../../../src/schemas/run.ts'
import { isFinalState } from './run-states.ts'

/**
 * The run of a dataset that is not final; of several, the one that runs, else the first in line:
 * what is held waits for a person and stands behind all others.
 */
export function activeRunOf(
  dataset: string,
  runs: ReadonlyMap<string, RunSummary> | undefined,
): RunSummary | undefined {
  const active = [...(runs?.values() ?? [])].filter(
    (run) => run.dataset === dataset && !isFinalState(run.state),
  )
  active.sort((a, b) => a.requestedAt.localeCompare(b.requestedAt))
  return (
    active.find(({ state }) => state === 'running') ??
    active.find(({ state }) => state !== 'held') ??
    active[0]
  )
}
