import type { DatasetStatus } from '../../../src/schemas/dataset.ts'
import type { RunSummary } from '../../../src/schemas/run.ts'

/**
 * The run whose error a dataset stands with: the one that waits or that a guard holds, else the last one that
 * ended, if it failed. A newer run that is under way does not mend anything before it ends.
 */
export function troubleOf(
  { lastEnded }: Pick<DatasetStatus, 'lastEnded'>,
  active: RunSummary | undefined,
): RunSummary | undefined {
  if (active?.state === 'waiting') return active
  if (active?.state === 'held' && !active.preview) return active
  return lastEnded?.state === 'failed' ? lastEnded : undefined
}
