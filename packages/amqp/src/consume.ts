import type { Channel, ConsumeMessage } from 'amqplib'
import type { Static, TSchema } from '@sinclair/typebox'
import { SyncError } from '@aaps-data/contracts'
import type { Logger } from '@aaps-data/runtime'
import { createPauses } from './backoff.ts'
import type { Broker } from './create-broker.ts'
import type { Publisher } from './create-publisher.ts'
import type { DeliveryHandler, ParkListener } from './delivery.ts'
import { createHandOff, type Registration } from './hand-off.ts'
import { handleDelivery } from './handle-delivery.ts'
import { keepChannel } from './keep-channel.ts'
import { createMessageParser } from './parse-message.ts'
import { whenIdle } from './when-idle.ts'
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
  readonly onPark?: ParkListener
  readonly log: Logger
  /** Pauses after a failure: the first, and the longest that they grow to. */
  readonly retry?: RetryPauses
  /**
   * After how long a delivery that its handler owns is acknowledged while it is still worked on;
   * 10 minutes unless given. Only where `prefetch` is 1.
   */
  readonly ackHandoffMs?: number
  /** After how long without a delivery a consumer is registered anew, at the least; 10 s unless given. */
  readonly renewAfterMs?: number
  /** How long the broker may take to register a consumer; 10 s unless given. */
  readonly answerWithinMs?: number
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
  /** Deliveries whose handlers have not ended, on whatever channel they came. */
  readonly inHand: number
  /** It takes deliveries, or is busy with one that came before it gave its channel up. */
  readonly ready: boolean
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
const defaultAckHandoffMs = 600_000
const defaultRenewAfterMs = 10_000
const defaultAnswerWithinMs = 10_000

/**
 * One consumer on a channel of its own, kept alive through every loss of connection, channel or
 * queue, and registered anew when it has heard nothing for a while or the broker did not answer. Each
 * delivery is parsed and checked, given to the handler, and settled by what the handler returns, only
 * on the channel that delivered it; when that channel is gone the broker delivers it again. A handler must therefore be safe to repeat. What is invalid is parked and never reaches
 * the handler.
 *
 * At most `prefetch` deliveries are in hand, however many channels were lost: a new channel takes
 * nothing before the handlers of the one before have ended.
 */
export function consume<Schema extends TSchema>({
  broker,
  publisher,
  queue,
  slot,
  prefetch,
  schema,
  handler,
  onPark,
  log: parentLog,
  retry = defaultRetry,
  ackHandoffMs = defaultAckHandoffMs,
  renewAfterMs = defaultRenewAfterMs,
  answerWithinMs = defaultAnswerWithinMs,
}: ConsumeOptions<Schema>): Consumer {
  const log = parentLog.child({ queue, slot })
  const parse = createMessageParser(schema)
  const inHand = new Set<Promise<void>>()
  const stopping = new AbortController()
  const pauses = createPauses(retry)
  let generation = 0
  let deliveries = 0
  let isRenewed = false
  let registration: Registration | undefined
  let isRegistered = false
  let isTaking = true
  let markRegistered: () => void = () => undefined
  const registered = new Promise<void>((resolve) => {
    markRegistered = resolve
  })

  const kept = keepChannel<Channel>({
    connection: broker.consuming,
    create: (model) => model.createChannel(),
    setUp: async (channel) => {
      await channel.prefetch(prefetch)
    },
    onReady: register,
    onLost() {
      if (registration?.isGivenUp === false) registration.lost.abort()
      registration = undefined
      isRegistered = false
    },
    log,
  })

  function register(): void {
    const channel = kept.current()
    if (!isTaking || channel === undefined) return
    if (registration !== undefined || inHand.size > 0) return
    generation += 1
    // Never the same tag twice: RabbitMQ 3.10.8 closes the connection when it meets one again.
    const tag = `${broker.name}.${slot}.${generation}`
    registration = {
      channel,
      tag,
      lost: new AbortController(),
      isGivenUp: false,
      isCancelled: false,
    }
    startConsuming(registration).catch((err: unknown) => {
      log.warn({ err, consumerTag: tag }, 'Consumer could not be registered')
      closeChannel(channel)
    })
  }

  async function startConsuming(own: Registration): Promise<void> {
    const { channel, tag } = own
    // A quorum queue without a leader never answers, and neither does a broker whose answer was lost.
    const answer = await withDeadline(
      channel.consume(queue, (message) => onMessage(own, message), { consumerTag: tag }),
      answerWithinMs,
    )
    if (answer === 'late') throw new SyncError('BROKER_QUEUE_SILENT', { queue })
    if (registration !== own || own.isGivenUp) return
    isRegistered = true
    if (isRenewed) log.debug({ consumerTag: tag }, 'Consumer registered anew')
    else log.info({ consumerTag: tag }, 'Consumer registered')
    isRenewed = false
    markRegistered()
  }

  /** Takes the consumer off its channel and gives the channel up; what came meanwhile is handled first. */
  function renew(): void {
    const own = registration
    if (own === undefined || own.isGivenUp || own.isCancelled) return
    own.isCancelled = true
    isRenewed = true
    withDeadline(own.channel.cancel(own.tag), answerWithinMs)
      .catch((err: unknown) => {
        log.debug({ err }, 'Consumer was gone before it was renewed')
      })
      .finally(() => closeIdle(own))
  }

  function closeIdle({ channel }: Registration): void {
    if (inHand.size === 0) kept.renew(channel)
  }

  function onMessage(own: Registration, message: ConsumeMessage | null): void {
    const { channel } = own
    deliveries += 1
    if (message === null) {
      log.warn('Broker cancelled the consumer')
      closeChannel(channel)
      return
    }
    const handOff =
      prefetch === 1
        ? createHandOff({ registration: own, message, afterMs: ackHandoffMs, log })
        : undefined
    const handling = handleDelivery({
      message,
      channel,
      parse,
      handler,
      publisher,
      onPark,
      log,
      pauses,
      holdMs: retry.holdMs,
      stopping: stopping.signal,
      lost: own.lost.signal,
      own: () => handOff?.own(),
      isHandedOff: () => own.isGivenUp,
    }).catch((err: unknown) => log.error({ err }, 'Delivery was not settled'))
    inHand.add(handling)
    void handling.finally(() => {
      handOff?.end()
      inHand.delete(handling)
      if (own.isCancelled) closeIdle(own)
      register()
    })
  }

  // RabbitMQ 3.10.8 cancels nobody when a quorum queue is deleted and declared again at once, and
  // what it counts then looks right: a consumer that hears nothing cannot know that it is deaf.
  const endRenewal = whenIdle({
    everyMs: renewAfterMs,
    isIdle: () => isRegistered && inHand.size === 0,
    happened: () => deliveries,
    act: renew,
  })

  let stopped: Promise<void> | undefined
  async function stop({ graceMs, timeoutMs }: StopOptions): Promise<void> {
    isTaking = false
    endRenewal()
    markRegistered()
    kept.retire()
    if (registration?.isGivenUp === false && !registration.isCancelled) {
      await withDeadline(
        registration.channel.cancel(registration.tag).catch((err: unknown) => {
          log.debug({ err }, 'Consumer was gone before it was cancelled')
        }),
        timeoutMs,
      )
    }
    isRegistered = false
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
      consumerRegistered: isRegistered,
      inHand: inHand.size,
      ready: isRegistered || (broker.consuming.state().connected && inHand.size > 0),
    }),
    stop: (options) => (stopped ??= stop(options)),
  }
}

function connectionFacts(broker: Broker): Pick<ConsumerFacts, 'connected' | 'blocked'> {
  const { connected, blocked } = broker.consuming.state()
  return { connected, blocked }
}

function closeChannel(channel: Channel): void {
  channel.close().catch(() => {
    // It was closed by the other side at the same moment.
  })
}
