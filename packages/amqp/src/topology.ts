import { exchanges, queues } from '@aaps-data/contracts'

interface Exchange {
  readonly name: string
  readonly type: 'topic' | 'fanout'
  readonly alternateExchange?: string
}

interface Queue {
  readonly name: string
  readonly arguments: Readonly<Record<string, string | number>>
}

interface Binding {
  readonly queue: string
  readonly exchange: string
  readonly pattern: string
}

export interface Topology {
  readonly exchanges: readonly Exchange[]
  readonly queues: readonly Queue[]
  readonly bindings: readonly Binding[]
}

// Safety is declared here, where no policy can be forgotten: a dead letter is kept until the
// parking queue has it, which needs `reject-publish`. What is tuned belongs into policies.
const workQueueArguments = {
  'x-queue-type': 'quorum',
  'x-dead-letter-exchange': exchanges.deadLetters,
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish',
  'x-delivery-limit': 20,
}

// RabbitMQ 4 drops what exceeds its default limit of 20 deliveries, and looking at a parked
// message counts as one. 3.10 does not know "no limit", so the limit is out of reach.
const keptQueueArguments = {
  'x-queue-type': 'quorum',
  'x-delivery-limit': 1_000_000,
}

/**
 * What must exist on the broker. Commands have no alternate exchange, so that one without a queue
 * comes back to its publisher; requests have one, because other services may not listen.
 */
export const topology: Topology = {
  exchanges: [
    { name: exchanges.unrouted, type: 'fanout' },
    { name: exchanges.deadLetters, type: 'topic' },
    { name: exchanges.requests, type: 'topic', alternateExchange: exchanges.unrouted },
    { name: exchanges.replies, type: 'topic' },
    { name: exchanges.commands, type: 'topic' },
    { name: exchanges.control, type: 'fanout' },
    { name: exchanges.events, type: 'topic' },
  ],
  queues: [
    { name: queues.parking, arguments: keptQueueArguments },
    { name: queues.unrouted, arguments: keptQueueArguments },
    { name: queues.requests, arguments: workQueueArguments },
    { name: queues.scheduledCommands, arguments: workQueueArguments },
    { name: queues.interactiveCommands, arguments: workQueueArguments },
  ],
  bindings: [
    { queue: queues.parking, exchange: exchanges.deadLetters, pattern: '#' },
    { queue: queues.unrouted, exchange: exchanges.unrouted, pattern: '' },
    { queue: queues.requests, exchange: exchanges.requests, pattern: 'request.#' },
    {
      queue: queues.scheduledCommands,
      exchange: exchanges.commands,
      pattern: 'command.scheduled.#',
    },
    {
      queue: queues.interactiveCommands,
      exchange: exchanges.commands,
      pattern: 'command.interactive.#',
    },
  ],
}
