import type { Options } from 'amqplib'

/** A message travels whole and small; data never travels by the broker. */
export const maxMessageBytes = 256 * 1024

export const messageContentType = 'application/cloudevents+json; charset=utf-8'

export interface OutgoingMessage {
  readonly exchange: string
  readonly routingKey: string
  /** JSON that is already encoded, or a value to encode. */
  readonly body: Buffer | object
  readonly messageId: string
  readonly type: string
  readonly persistent?: boolean
  /** The login of the connection, for the broker to vouch for. Another login closes the channel. */
  readonly userId?: string
  readonly replyTo?: string
  readonly correlationId?: string
  readonly headers?: Readonly<Record<string, unknown>>
}

/** The bytes of a message's body. */
export function encodeBody(body: Buffer | object): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
}

/** The properties of a message as the client library takes them. */
export function messageProperties(message: OutgoingMessage): Options.Publish {
  return {
    contentType: messageContentType,
    messageId: message.messageId,
    type: message.type,
    persistent: message.persistent ?? true,
    ...(message.userId === undefined ? {} : { userId: message.userId }),
    ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
    ...(message.correlationId === undefined ? {} : { correlationId: message.correlationId }),
    ...(message.headers === undefined ? {} : { headers: message.headers }),
  }
}
