import { setTimeout as delay } from 'node:timers/promises'
import type { Channel, ConsumeMessage } from 'amqplib'
import { linkSignals, type Logger } from '@aaps-data/runtime'
import type { Pauses } from './backoff.ts'
import type { Publisher } from './create-publisher.ts'
import type {
  Delivery,
  DeliveryHandler,
  DeliveryOutcome,
  DeliveryProperties,
  ParkListener,
  ParkReason,
} from './delivery.ts'
import { outcomeOfFailure } from './outcome-of-failure.ts'
import { parkMessage } from './park-message.ts'
import type { ParsedMessage } from './parse-message.ts'

interface DeliveryContext<Body> {
  readonly message: ConsumeMessage
  /** The channel that delivered the message: a tag means another message on any other channel. */
  readonly channel: Channel
  readonly parse: (content: Buffer) => ParsedMessage<Body>
  readonly handler: DeliveryHandler<Body>
  readonly publisher: Publisher
  readonly onPark: ParkListener | undefined
  readonly log: Logger
  readonly pauses: Pauses
  /** How long a delivery is kept in hand through failures that will pass. */
  readonly holdMs: number
  readonly stopping: AbortSignal
  readonly lost: AbortSignal
  readonly own: () => void
  /** The message was acknowledged while its handler worked. */
  readonly isHandedOff: () => boolean
}

type Settlement = 'ack' | 'requeue' | 'dead-letter'

/** Takes one delivery to its end: parsed, handled, and settled on the channel that delivered it. */
export async function handleDelivery<Body>(context: DeliveryContext<Body>): Promise<void> {
  const { message, channel, log } = context
  const settlement = await settlementOf(context)
  if (context.isHandedOff()) return
  try {
    if (settlement === 'ack') channel.ack(message)
    else channel.nack(message, false, settlement === 'requeue')
  } catch (error) {
    log.debug({ err: error }, 'Channel is gone, the broker delivers the message again')
  }
}

async function settlementOf<Body>(context: DeliveryContext<Body>): Promise<Settlement> {
  const parsed = context.parse(context.message.content)
  if (!parsed.ok) return park(context, { code: 'MESSAGE_INVALID', reason: parsed.reason })

  const end = linkSignals([context.stopping, context.lost])
  try {
    return await settlementOfBody(context, parsed.body, end.signal)
  } finally {
    end.unlink()
  }
}

async function settlementOfBody<Body>(
  context: DeliveryContext<Body>,
  body: Body,
  end: AbortSignal,
): Promise<Settlement> {
  const { message, pauses, log } = context
  const delivery = deliveryOf(message, body, { signal: end, own: context.own })
  const holdUntil = performance.now() + context.holdMs
  for (;;) {
    const outcome = await outcomeOf(context.handler, delivery, log)
    if (outcome === 'ack' || typeof outcome === 'object') {
      pauses.reset()
      return outcome === 'ack' ? 'ack' : park(context, outcome.park)
    }
    await pause(pauses.nextMs(), end)
    const isHeld = outcome === 'again' && performance.now() < holdUntil
    if (end.aborted || !isHeld) return 'requeue'
  }
}

async function outcomeOf<Body>(
  handler: DeliveryHandler<Body>,
  delivery: Delivery<Body>,
  log: Logger,
): Promise<DeliveryOutcome | 'again'> {
  try {
    return await handler(delivery)
  } catch (error) {
    const outcome = outcomeOfFailure(error)
    const { messageId } = delivery.properties
    if (outcome === 'again') log.warn({ err: error, messageId }, 'Delivery failed, will be retried')
    else log.error({ err: error, messageId }, 'Delivery failed')
    return outcome
  }
}

async function park<Body>(
  { publisher, message, onPark, log }: DeliveryContext<Body>,
  why: ParkReason,
): Promise<Settlement> {
  const messageId: unknown = message.properties.messageId
  log.warn({ messageId, code: why.code, reason: why.reason }, 'Message parked')
  try {
    await onPark?.(why, propertiesOf(message))
  } catch (error) {
    log.warn({ err: error, messageId }, 'Publisher of a parked message could not be told')
  }
  try {
    if (await parkMessage(publisher, message, why)) return 'ack'
  } catch (error) {
    log.error({ err: error, messageId }, 'Parked message could not be annotated')
  }
  // The broker parks it without our headers.
  return 'dead-letter'
}

function deliveryOf<Body>(
  { fields, properties }: ConsumeMessage,
  body: Body,
  control: Pick<Delivery<Body>, 'signal' | 'own'>,
): Delivery<Body> {
  return {
    body,
    routingKey: fields.routingKey,
    properties: propertiesOf({ fields, properties }),
    ...control,
  }
}

function propertiesOf({
  fields,
  properties,
}: Pick<ConsumeMessage, 'fields' | 'properties'>): DeliveryProperties {
  return {
    messageId: textOrNothing(properties.messageId),
    userId: textOrNothing(properties.userId),
    replyTo: textOrNothing(properties.replyTo),
    correlationId: textOrNothing(properties.correlationId),
    redelivered: fields.redelivered,
    headers: properties.headers ?? {},
  }
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

async function pause(pauseMs: number, end: AbortSignal): Promise<void> {
  await delay(pauseMs, undefined, { signal: end }).catch(() => {
    // The pause is over early; the caller looks at the signal.
  })
}
