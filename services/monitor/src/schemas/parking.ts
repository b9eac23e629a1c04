import { Type, type Static } from '@sinclair/typebox'
import { Nullable } from './nullable.ts'

/** A message that was set aside. */
export const ParkedMessage = Type.Object({
  id: Type.String(),
  /** `unrouted`: no queue wanted its routing key. */
  kind: Type.Union([Type.Literal('parked'), Type.Literal('unrouted')]),
  messageId: Nullable(Type.String()),
  type: Nullable(Type.String()),
  exchange: Type.String(),
  routingKey: Type.String(),
  publisher: Nullable(Type.String()),
  code: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  details: Nullable(Type.String()),
  bytes: Type.Integer(),
  body: Type.String({ description: 'Its beginning' }),
  isReplayable: Type.Boolean(),
})
export type ParkedMessage = Static<typeof ParkedMessage>

export const ParkedPage = Type.Object({
  messages: Type.Array(ParkedMessage),
  total: Type.Integer({ description: 'How many there are, shown or not' }),
})

export const ParkedParams = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{24}$' }) })
