import { createHash } from 'node:crypto'
import type { GetMessage } from 'amqplib'
import { DatasetName, exchanges, redactText, SyncRequest } from '@aaps-data/contracts'
import { Value } from '@sinclair/typebox/value'
import { createMessageParser } from '../parse-message.ts'

/** A message that was set aside, as people see it. */
export interface ParkedMessage {
  /** Of its bytes and where it was sent: the same message has the same id. */
  readonly id: string
  /** `unrouted`: no queue wanted its routing key. `parked`: it could not be handled. */
  readonly kind: 'parked' | 'unrouted'
  readonly messageId: string | null
  readonly type: string | null
  /** Where its publisher sent it. */
  readonly exchange: string
  readonly routingKey: string
  /** The login of its publisher, where the broker vouched for one. */
  readonly publisher: string | null
  readonly code: string | null
  readonly reason: string | null
  readonly details: string | null
  readonly bytes: number
  /** The beginning of its body, at most 2,000 bytes, without what looks like a secret. */
  readonly body: string
  /** Whether it can be sent again: a request that is right by itself, of a publisher that is known. */
  readonly isReplayable: boolean
}

const bodyShown = 2_000
const parseRequest = createMessageParser(SyncRequest)

/** What there is to tell of a message in the parking queue or among the unrouted. Pure. */
export function describeParked(message: GetMessage, kind: ParkedMessage['kind']): ParkedMessage {
  const { fields, properties, content } = message
  const headers = (properties.headers ?? {}) as Readonly<Record<string, unknown>>
  return {
    id: parkedId(message),
    kind,
    messageId: textOf(properties.messageId),
    type: textOf(properties.type),
    exchange: originOf(message),
    routingKey: fields.routingKey,
    publisher: publisherOf(message),
    code: textOf(headers['x-error-code']),
    reason: textOf(headers['x-error-reason']) ?? deathReason(headers),
    details: textOf(headers['x-error-details']),
    bytes: content.length,
    body: redactText(content.toString('utf8', 0, bodyShown)),
    isReplayable: datasetToReplay(message) !== undefined && publisherOf(message) !== null,
  }
}

/** The same for the same message, wherever it is in its queue. Pure. */
export function parkedId({ fields, properties, content }: GetMessage): string {
  return createHash('sha256')
    .update(JSON.stringify([fields.routingKey, textOf(properties.messageId)]))
    .update(content)
    .digest('hex')
    .slice(0, 24)
}

/** Who sent it first, as the broker vouched for it then. */
export function publisherOf({ properties }: GetMessage): string | null {
  const headers = (properties.headers ?? {}) as Readonly<Record<string, unknown>>
  return textOf(headers['x-parked-user-id']) ?? textOf(properties.userId)
}

/** The dataset that a request asks for; undefined for what is no valid request. */
export function datasetToReplay({ content }: GetMessage): string | undefined {
  const parsed = parseRequest(content)
  if (!parsed.ok) return undefined
  const { dataset } = parsed.body.data
  return Value.Check(DatasetName, dataset) ? dataset : undefined
}

function originOf({ fields, properties }: GetMessage): string {
  const headers = (properties.headers ?? {}) as Readonly<Record<string, unknown>>
  const first = headers['x-first-death-exchange']
  const parkedFrom = headers['x-parked-from-exchange']
  if (typeof parkedFrom === 'string') return parkedFrom
  if (fields.exchange !== exchanges.deadLetters) return fields.exchange
  const [death] = (headers['x-death'] ?? []) as readonly { readonly exchange?: unknown }[]
  return textOf(death?.exchange) ?? textOf(first) ?? fields.exchange
}

/** Why the broker itself has put it there, such as `delivery_limit`. */
function deathReason(headers: Readonly<Record<string, unknown>>): string | null {
  return textOf(headers['x-first-death-reason'])
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
