import type { CommandClass, RunState } from './run-state.ts'

/**
 * Exchanges. `sync.requests` is the only one that other services may write to; what they hear comes
 * from `sync.replies` and `sync.events`.
 */
export const exchanges = {
  requests: 'sync.requests',
  replies: 'sync.replies',
  commands: 'sync.commands',
  control: 'sync.control',
  events: 'sync.events',
  deadLetters: 'sync.dlx',
  unrouted: 'sync.unrouted',
} as const

/** Queues. Arguments of a queue cannot change, so names carry a version. */
export const queues = {
  requests: 'sync.requests.v1',
  scheduledCommands: 'sync.commands.scheduled.v1',
  interactiveCommands: 'sync.commands.interactive.v1',
  parking: 'sync.parking.v1',
  unrouted: 'sync.unrouted.v1',
} as const

export const commandQueues: Readonly<Record<CommandClass, string>> = {
  scheduled: queues.scheduledCommands,
  interactive: queues.interactiveCommands,
}

export function requestKey(dataset: string): string {
  return `request.sync.${dataset}`
}

export function commandKey(commandClass: CommandClass, dataset: string): string {
  return `command.${commandClass}.${dataset}`
}

export function runEventKey(state: RunState, dataset: string): string {
  return `run.${state}.${dataset}`
}

export function progressKey(dataset: string): string {
  return `progress.${dataset}`
}

/**
 * The routing key of replies to a request: of the login that asked, which alone may listen to it, and
 * under the name that the request gives.
 */
export function replyKey(user: string, replyTo: string): string {
  return `reply.${user}.${replyTo}`
}

/** What a listener binds to hear of every run and of its progress. */
export const eventPatterns = ['run.#', 'progress.#'] as const
