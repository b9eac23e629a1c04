import { IllegalOperationError, type Channel } from 'amqplib'
import type { Logger } from '@aaps-data/runtime'
import type { Broker } from './create-broker.ts'
import { keepChannel } from './keep-channel.ts'
import { encodeBody, maxMessageBytes, messageProperties, type OutgoingMessage } from './message.ts'

interface LossyPublisherOptions {
  readonly broker: Broker
  readonly log: Logger
}

export interface LossyPublisher {
  /**
   * Sends a message without asking for a confirm, and never waits. False when it was dropped: the
   * broker is away or blocked, or what was sent before has not left yet.
   */
  publish(message: Omit<OutgoingMessage, 'persistent'>): boolean
  /** How many were dropped so far. */
  dropped(): number
  stop(): Promise<void>
}

/** A publisher for what may be lost, such as progress: it costs the sender neither time nor memory. */
export function createLossyPublisher({ broker, log }: LossyPublisherOptions): LossyPublisher {
  const connection = broker.publishing
  let isFull = false
  let dropped = 0

  const kept = keepChannel<Channel>({
    connection,
    create: (model) => model.createChannel(),
    setUp: (channel) => {
      isFull = false
      channel.on('drain', () => {
        isFull = false
      })
      return Promise.resolve()
    },
    log,
  })

  function send(message: OutgoingMessage): boolean {
    const channel = kept.current()
    if (channel === undefined || isFull || connection.state().blocked) return false
    const body = encodeBody(message.body)
    if (body.length > maxMessageBytes) return false
    const options = messageProperties(message)
    try {
      isFull = !channel.publish(message.exchange, message.routingKey, body, options)
      return true
    } catch (error) {
      if (error instanceof IllegalOperationError) return false
      throw error
    }
  }

  return {
    publish(message) {
      const isSent = send({ ...message, persistent: false })
      if (!isSent) dropped += 1
      return isSent
    },
    dropped: () => dropped,
    stop: () => kept.close(),
  }
}
