import { Type, type Static } from '@sinclair/typebox'

/**
 * The states of a run. `planned` is not one of them: it is computed from the schedules.
 *
 * `queued` waits for a worker; `running` has a lease; `waiting` failed and will be tried again at
 * `notBefore`; `held` was stopped by a guard until a person decides; the rest are final.
 */
export const runStates = [
  'queued',
  'running',
  'waiting',
  'held',
  'succeeded',
  'failed',
  'cancelled',
] as const

export const RunState = Type.Union(runStates.map((state) => Type.Literal(state)))
export type RunState = (typeof runStates)[number]

/** What asked for a run: a slot of its schedule, the button of the page, or another service. */
export const RunOrigin = Type.Union([
  Type.Literal('slot'),
  Type.Literal('page'),
  Type.Literal('service'),
])
export type RunOrigin = Static<typeof RunOrigin>

/** Which queue carries the command; a person waiting is never behind a scheduled backlog. */
export const CommandClass = Type.Union([Type.Literal('scheduled'), Type.Literal('interactive')])
export type CommandClass = Static<typeof CommandClass>

/**
 * How a run reads its source: `incremental` what its cursors say is new, `full` everything, `auto`
 * as the dataset's definition says for this time.
 */
export const RunMode = Type.Union([
  Type.Literal('auto'),
  Type.Literal('full'),
  Type.Literal('incremental'),
])
export type RunMode = Static<typeof RunMode>

const transitions: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['running', 'failed', 'cancelled'],
  running: ['queued', 'waiting', 'held', 'succeeded', 'failed', 'cancelled'],
  waiting: ['queued', 'running', 'failed', 'cancelled'],
  held: ['queued', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
}

/** True when the life cycle allows a run to go from one state to the other. */
export function canMove(from: RunState, to: RunState): boolean {
  return transitions[from].includes(to)
}

/** True when a run in this state will never change again; a retry by a person is a new run. */
export function isFinal(state: RunState): boolean {
  return transitions[state].length === 0
}
