import type { ConsumeMessage } from 'amqplib'
import { exchanges, redactText, redactValue } from '@aaps-data/contracts'
import type { Publisher } from './create-publisher.ts'
import type { ParkReason } from './delivery.ts'

const publishTimeoutMs = 10_000
const reasonLength = 1_000

/**
 * Puts a copy of a message into the parking queue, with why it is there in its headers
 * (`x-error-code`, `x-error-reason`, `x-error-details`) and where it came from. True when the
 * broker has the copy; only then may the original be acknowledged.
 */
export async function parkMessage(
  publisher: Publisher,
  message: ConsumeMessage,
  why: ParkReason,
): Promise<boolean> {
  const properties = message.properties as unknown as Readonly<Record<string, unknown>>
  const { messageId, type, userId, replyTo, correlationId, headers } = properties
  const outcome = await publisher.publish({
    exchange: exchanges.deadLetters,
    routingKey: message.fields.routingKey,
    body: message.content,
    messageId: typeof messageId === 'string' ? messageId : '',
    type: typeof type === 'string' ? type : '',
    ...(typeof replyTo === 'string' ? { replyTo } : {}),
    ...(typeof correlationId === 'string' ? { correlationId } : {}),
    headers: {
      ...(headers as Readonly<Record<string, unknown>> | undefined),
      'x-error-code': why.code,
      'x-error-reason': redactText(why.reason).slice(0, reasonLength),
      ...(why.details === undefined
        ? {}
        : {
            'x-error-details': JSON.stringify(redactValue(why.details)).slice(0, reasonLength),
          }),
      'x-parked-from-exchange': message.fields.exchange,
      // A copy may not claim another login: the broker would refuse it.
      ...(typeof userId === 'string' ? { 'x-parked-user-id': userId } : {}),
    },
    mandatory: true,
    maxBytes: Number.POSITIVE_INFINITY,
    timeoutMs: publishTimeoutMs,
  })
  return outcome === 'confirmed'
}
