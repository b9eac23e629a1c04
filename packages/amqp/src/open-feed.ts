import { IllegalOperationError, type Channel, type ConsumeMessage } from 'amqplib'
import type { Static, TSchema } from '@sinclair/typebox'
import type { Logger } from '@aaps-data/runtime'
import type { Broker } from './create-broker.ts'
import { keepChannel } from './keep-channel.ts'
import { createMessageParser } from './parse-message.ts'

const prefetch = 300
const ackEveryMs = 50
const ackEveryMessages = 100
const logEveryInvalid = 1_000

interface FeedOptions<Schema extends TSchema> {
  readonly broker: Broker
  readonly exchange: string
  /** Routing keys to listen to. */
  readonly patterns: readonly string[]
  readonly schema: Schema
  readonly onMessage: (message: Static<Schema>) => void
  /**
   * Called before the first message of each subscription, the first one included: what happened
   * before it was missed. Messages from now on are kept for us, so a state that is read after this
   * call and then brought forward by them is complete.
   */
  readonly onGap: () => void
  readonly log: Logger
}

export interface Feed {
  facts(): FeedFacts
  stop(): Promise<void>
}

export interface FeedFacts {
  readonly connected: boolean
  readonly channelOpen: boolean
  readonly messages: number
  /** Messages that did not match their schema; they were dropped. */
  readonly invalid: number
}

/**
 * Listens to an exchange on a queue of its own, which lives as long as the connection. A message may
 * come twice, late or not at all; an invalid one, or one whose listener throws, never stops the
 * feed. At most 300 messages are in memory.
 */
export function openFeed<Schema extends TSchema>({
  broker,
  exchange,
  patterns,
  schema,
  onMessage,
  onGap,
  log,
}: FeedOptions<Schema>): Feed {
  const parse = createMessageParser(schema)
  let messages = 0
  let invalid = 0

  const kept = keepChannel<Channel>({
    connection: broker.consuming,
    create: (model) => model.createChannel(),
    async setUp(channel) {
      await channel.prefetch(prefetch)
      const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true })
      for (const pattern of patterns) await channel.bindQueue(queue, exchange, pattern)
      onGap()
      const acknowledge = createGroupedAck(channel)
      await channel.consume(queue, (message) => {
        if (message === null) {
          channel.close().catch(() => {
            // It was closed by the other side at the same moment.
          })
          return
        }
        take(message)
        acknowledge(message)
      })
    },
    log,
  })

  function take(message: ConsumeMessage): void {
    messages += 1
    const parsed = parse(message.content)
    if (!parsed.ok) {
      if (invalid % logEveryInvalid === 0) {
        log.warn({ reason: parsed.reason, invalid: invalid + 1 }, 'Invalid message dropped')
      }
      invalid += 1
      return
    }
    try {
      onMessage(parsed.body)
    } catch (error) {
      log.error({ err: error }, 'Listener of a feed failed')
    }
  }

  return {
    facts: () => ({
      connected: broker.consuming.state().connected,
      channelOpen: kept.current() !== undefined,
      messages,
      invalid,
    }),
    stop: () => kept.close(),
  }
}

/** Acknowledges messages in groups: one frame for many, at most 50 ms late. */
function createGroupedAck(channel: Channel): (message: ConsumeMessage) => void {
  let last: ConsumeMessage | undefined
  let count = 0
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (last === undefined) return
    try {
      channel.ack(last, true)
    } catch (error) {
      // The channel is being closed, and its queue goes with it.
      if (!(error instanceof IllegalOperationError)) throw error
    }
    last = undefined
    count = 0
  }

  channel.once('close', () => {
    clearTimeout(timer)
    last = undefined
  })

  return (message) => {
    last = message
    count += 1
    if (count >= ackEveryMessages) flush()
    else timer ??= setTimeout(flush, ackEveryMs)
  }
}
