import type { RunSummary, ShownState } from '../../../src/schemas/run.ts'

/**
 * The state of a run as people tell it: a preview under way is no synchronisation, and one that is
 * ready was not stopped by anything.
 */
export function shownStateOf({
  state,
  preview,
}: Pick<RunSummary, 'state' | 'preview'>): ShownState | 'previewing' | 'previewed' {
  if (preview && state === 'running') return 'previewing'
  return preview && state === 'held' ? 'previewed' : state
}
