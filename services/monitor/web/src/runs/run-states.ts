import type { ShownState } from '../../../src/schemas/run.ts'

/** In the order of a run's life, for filters and legends. */
export const shownStates = [
  'running',
  'queued',
  'waiting',
  'held',
  'succeeded',
  'failed',
  'cancelled',
] as const satisfies readonly ShownState[]

const finalStates: readonly ShownState[] = ['succeeded', 'failed', 'cancelled']

/** True when a run in this state will never change again. */
export function isFinalState(state: ShownState): boolean {
  return finalStates.includes(state)
}

/** True when a run in this state says what went wrong. */
export function showsError(state: ShownState): boolean {
  return state === 'failed' || state === 'waiting' || state === 'held'
}
