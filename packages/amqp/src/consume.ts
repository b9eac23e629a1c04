import type { Channel, ConsumeMessage } from 'amqplib'
import type { Static, TSchema } from '@sinclair/typebox'
import type { Logger } from '@aaps-data/runtime'
import { createPauses } from './backoff.ts'
import type { Broker } from './create-broker.ts'
import type { Publisher } from './create-publisher.ts'
import type { DeliveryHandler } from './delivery.ts'
import { handleDelivery } from './handle-delivery.ts'
import { keepChannel } from './keep-channel.ts'
import { createMessageParser } from './parse-message.ts'
import { withDeadline } from './with-deadline.ts'

interface ConsumeOptions<Schema extends TSchema> {
  readonly broker: Broker
  /** Puts what can never be handled into the parking queue. */
  readonly publisher: Publisher
  readonly queue: string
  /** Names the slot in the consumer tag; each consumer of a process has its own. */
  readonly slot: string
  /** Deliveries in hand at one time. */
  readonly prefetch: number
  readonly schema: Schema
  readonly handler: DeliveryHandler<Static<Schema>>
  readonly log: Logger
  /** Pauses after a failure: the first, and the longest that they grow to. */
  readonly retry?: RetryPauses
}

export interface RetryPauses {
  readonly firstMs: number
  readonly maxMs: number
  /** How long a delivery is kept in hand through failures that will pass. */
  readonly holdMs: number
}

export interface ConsumerFacts {
  readonly connected: boolean
  readonly blocked: boolean
  readonly channelOpen: boolean
  readonly consumerRegistered: boolean
  readonly inHand: number
}

export interface Consumer {
  facts(): ConsumerFacts
  /** Settles when a consumer is registered for the first time, or stopped. */
  readonly registered: Promise<void>
  /**
   * Takes nothing more, aborts the deliveries' signals after `graceMs` and waits for their handlers
   * for `timeoutMs` in all; what is still in hand then comes again elsewhere. Safe to repeat.
   */
  stop(options: StopOptions): Promise<void>
}

export interface StopOptions {
  readonly graceMs: number
  readonly timeoutMs: number
}

// Well under the broker's 30 minutes, after which it takes a delivery back by closing the channel.
const defaultRetry: RetryPauses = { firstMs: 1_000, maxMs: 30_000, holdMs: 600_000 }

/**
 * One consumer on a channel of its own, kept alive through every loss of connection, channel or
 * queue. Each delivery is parsed and checked, given to the handler, and settled by what the handler
 * returns, only on the channel that delivered it; when that channel is gone the broker delivers it
 * again. A handler must therefore be safe to repeat. What is invalid is parked and never reaches
 * the handler. At most `prefetch` deliveries are in memory.
 */
export function consume<Schema extends TSchema>({
  broker,
  publisher,
  queue,
  slot,
  prefetch,
  schema,
  handler,
  log: parentLog,
  retry = defaultRetry,
}: ConsumeOptions<Schema>): Consumer {
  const log = parentLog.child({ queue, slot })
  const parse = createMessageParser(schema)
  const inHand = new Set<Promise<void>>()
  const stopping = new AbortController()
  const pauses = createPauses(retry)
  let generation = 0
  let consumerTag: string | undefined
  let markRegistered: () => void = () => undefined
  const registered = new Promise<void>((resolve) => {
    markRegistered = resolve
  })

  const kept = keepChannel<Channel>({
    connection: broker.consuming,
    create: (model) => model.createChannel(),
    async setUp(channel) {
      const lost = new AbortController()
      channel.once('close', () => lost.abort())
      await channel.prefetch(prefetch)
      generation += 1
      // Never the same tag twice: RabbitMQ 3.10.8 closes the connection when it meets one again.
      const tag = `${broker.name}.${slot}.${generation}`
      await channel.consume(queue, (message) => onMessage(channel, message, lost.signal), {
        consumerTag: tag,
      })
      consumerTag = tag
      log.info({ consumerTag }, 'Consumer registered')
    },
    onReady: () => markRegistered(),
    onLost: () => {
      consumerTag = undefined
    },
    log,
  })

  function onMessage(channel: Channel, message: ConsumeMessage | null, lost: AbortSignal): void {
    if (message === null) {
      log.warn('Broker cancelled the consumer')
      channel.close().catch(() => {
        // It was closed by the other side at the same moment.
      })
      return
    }
    const handling = handleDelivery({
      message,
      channel,
      parse,
      handler,
      publisher,
      log,
      pauses,
      holdMs: retry.holdMs,
      stopping: stopping.signal,
      lost,
    }).catch((err: unknown) => log.error({ err }, 'Delivery was not settled'))
    inHand.add(handling)
    void handling.finally(() => inHand.delete(handling))
  }

  let stopped: Promise<void> | undefined
  async function stop({ graceMs, timeoutMs }: StopOptions): Promise<void> {
    markRegistered()
    kept.retire()
    const channel = kept.current()
    if (channel !== undefined && consumerTag !== undefined) {
      await withDeadline(
        channel.cancel(consumerTag).catch((err: unknown) => {
          log.debug({ err }, 'Consumer was gone before it was cancelled')
        }),
        timeoutMs,
      )
    }
    consumerTag = undefined
    const timer = setTimeout(() => stopping.abort(), graceMs)
    await withDeadline(Promise.all(inHand), timeoutMs)
    clearTimeout(timer)
    stopping.abort()
    await kept.close()
  }

  return {
    registered,
    facts: () => ({
      ...connectionFacts(broker),
      channelOpen: kept.current() !== undefined,
      consumerRegistered: consumerTag !== undefined,
      inHand: inHand.size,
    }),
    stop: (options) => (stopped ??= stop(options)),
  }
}

function connectionFacts(broker: Broker): Pick<ConsumerFacts, 'connected' | 'blocked'> {
  const { connected, blocked } = broker.consuming.state()
  return { connected, blocked }
}
