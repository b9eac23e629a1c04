import { IllegalOperationError, type ConfirmChannel } from 'amqplib'
import { SyncError } from '@aaps-data/contracts'
import type { Logger } from '@aaps-data/runtime'
import type { Broker } from './create-broker.ts'
import { keepChannel } from './keep-channel.ts'
import { encodeBody, maxMessageBytes, messageProperties, type OutgoingMessage } from './message.ts'
import { createPublishWindow } from './publish-window.ts'
import { withDeadline } from './with-deadline.ts'

/**
 * What became of a message.
 *
 * `confirmed`: the broker has it, in every queue that it was routed to. `returned`: it was
 * mandatory and no queue wants it. `nacked`: the broker refused it. `unavailable`: it was never
 * sent. `unknown`: it was sent and no answer came; the broker may have it, so send it again with
 * the same id.
 */
export type PublishOutcome = 'confirmed' | 'returned' | 'nacked' | 'unavailable' | 'unknown'

export interface PublishedMessage extends OutgoingMessage {
  /** Comes back as `returned` when no queue wants it. */
  readonly mandatory: boolean
  /** For everything: the wait for the broker, for a place, and for the confirm. */
  readonly timeoutMs: number
  /** The largest body; 256 KiB unless given. */
  readonly maxBytes?: number
}

interface PublisherOptions {
  readonly broker: Broker
  readonly log: Logger
  /** How many messages may be sent and not yet confirmed. */
  readonly window?: number
}

export interface Publisher {
  /**
   * Sends one message and tells what became of it; an outcome is never an exception. Messages are
   * sent in the order of the calls. A body above `maxBytes` throws `MESSAGE_INVALID`.
   */
  publish(message: PublishedMessage): Promise<PublishOutcome>
  facts(): PublisherFacts
  /** Takes nothing more, waits for the confirms under way, closes the channel. Safe to repeat. */
  stop(timeoutMs: number): Promise<void>
}

export interface PublisherFacts {
  readonly connected: boolean
  readonly channelOpen: boolean
  readonly blocked: boolean
  readonly inFlight: number
  readonly waiting: number
}

interface InFlight {
  readonly messageId: string
  isReturned: boolean
}

/**
 * A publisher whose every message is confirmed or accounted for. While the broker is away or
 * blocked, calls wait up to their own time, at most ten windows of them; more are `unavailable`
 * at once, so memory is bounded.
 */
export function createPublisher({ broker, log, window: size = 256 }: PublisherOptions): Publisher {
  const connection = broker.publishing
  const inFlight = new Set<InFlight>()
  const window = createPublishWindow({
    size,
    maxWaiting: size * 10,
    isOpen: () => kept.current() !== undefined && !connection.state().blocked,
  })

  const kept = keepChannel<ConfirmChannel>({
    connection,
    create: (model) => model.createConfirmChannel(),
    setUp: (channel) => {
      channel.on('return', (message) => markReturned(message.properties.messageId))
      return Promise.resolve()
    },
    onReady: () => window.admit(),
    log,
  })
  const stopListening = connection.listen({ onUnblocked: () => window.admit() })

  // The broker returns a message before it confirms it. Two messages under way may have one id,
  // when the first got no answer in time: then both count as returned, and are sent again.
  function markReturned(messageId: unknown): void {
    for (const entry of inFlight) if (entry.messageId === messageId) entry.isReturned = true
  }

  function send(
    channel: ConfirmChannel,
    message: PublishedMessage,
    body: Buffer,
    timeoutMs: number,
  ): Promise<PublishOutcome> {
    return new Promise((resolve, reject) => {
      const entry: InFlight = { messageId: message.messageId, isReturned: false }
      const timer = setTimeout(resolve, timeoutMs, 'unknown')
      // The place is held until the broker answers or the channel ends, also when the caller has
      // given up: otherwise a silent broker would be sent more and more.
      const release = () => {
        clearTimeout(timer)
        inFlight.delete(entry)
        window.leave()
      }
      const options = { ...messageProperties(message), mandatory: message.mandatory }
      inFlight.add(entry)
      try {
        channel.publish(message.exchange, message.routingKey, body, options, (error) => {
          release()
          resolve(outcomeOf(entry, error))
        })
      } catch (error) {
        release()
        if (error instanceof IllegalOperationError) resolve('unavailable')
        else reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
  }

  async function publish(message: PublishedMessage): Promise<PublishOutcome> {
    const body = encodeBody(message.body)
    const limit = message.maxBytes ?? maxMessageBytes
    if (body.length > limit) {
      throw new SyncError('MESSAGE_INVALID', { reason: 'too large', bytes: body.length, limit })
    }
    const deadline = performance.now() + message.timeoutMs
    while (await window.enter(deadline - performance.now())) {
      const channel = kept.current()
      if (channel !== undefined) return send(channel, message, body, deadline - performance.now())
      // The channel was lost between the place and here: wait for the next one.
      window.leave()
    }
    return 'unavailable'
  }

  return {
    publish,
    facts: () => ({
      connected: connection.state().connected,
      channelOpen: kept.current() !== undefined,
      blocked: connection.state().blocked,
      inFlight: window.inFlight(),
      waiting: window.waiting(),
    }),
    async stop(timeoutMs) {
      window.close()
      await withDeadline(window.idle(), timeoutMs)
      stopListening()
      await kept.close()
    },
  }
}

function outcomeOf(entry: InFlight, error: unknown): PublishOutcome {
  if (entry.isReturned) return 'returned'
  if (error === null) return 'confirmed'
  // The client library has no other mark for a refusal.
  const isRefusal = error instanceof Error && error.message === 'message nacked'
  return isRefusal ? 'nacked' : 'unknown'
}
