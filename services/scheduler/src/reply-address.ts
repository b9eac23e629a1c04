import type { DeliveryProperties } from '@aaps-data/amqp'
import { replyKey, ReplyTo } from '@aaps-data/contracts'
import type { ReplyAddress } from '@aaps-data/ledger'
import { Value } from '@sinclair/typebox/value'

/**
 * Where the publisher of a request wants to be answered, if it says so in a form that can be a
 * routing key: always under its own login, so that nobody is sent what another one asked for. Pure.
 */
export function replyAddressOf(
  { userId, replyTo, correlationId }: Omit<DeliveryProperties, 'headers' | 'redelivered'>,
  requestId: string,
): ReplyAddress | undefined {
  if (userId === undefined || !Value.Check(ReplyTo, replyTo)) return undefined
  return { key: replyKey(userId, replyTo), correlationId: correlationId ?? requestId }
}
