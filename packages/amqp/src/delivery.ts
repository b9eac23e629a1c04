import type { ErrorDetails, SyncErrorCode } from '@aaps-data/contracts'

/** What comes with a message beside its body. */
export interface DeliveryProperties {
  readonly messageId: string | undefined
  /** The login of the publisher, vouched for by the broker. */
  readonly userId: string | undefined
  /** Where the publisher wants to be answered, and what it knows the message by. */
  readonly replyTo: string | undefined
  readonly correlationId: string | undefined
  /** It was delivered before; the broker does not know what became of it. */
  readonly redelivered: boolean
  readonly headers: Readonly<Record<string, unknown>>
}

/** A valid message, as its handler gets it. */
export interface Delivery<Body> {
  readonly body: Body
  readonly routingKey: string
  readonly properties: DeliveryProperties
  /** Aborted when the consumer stops, or when the delivery's channel is gone and it comes again. */
  readonly signal: AbortSignal
  /**
   * Says that the ledger answers for the message from now on, as after a claim. A delivery that
   * takes long may then be acknowledged before its handler ends; what the handler returns counts
   * for nothing any more if it was. Safe to repeat.
   */
  readonly own: () => void
}

/** Why a message can never be handled, for who looks at the parking queue. */
export interface ParkReason {
  readonly code: SyncErrorCode
  readonly reason: string
  readonly details?: ErrorDetails
}

/**
 * What becomes of a delivery. `ack`: it is done, and the ledger knows of it. `park`: it can never
 * be handled and goes to the parking queue. `requeue`: somebody else, or later; the broker counts
 * it, and parks the message at its limit.
 */
export type DeliveryOutcome = 'ack' | 'requeue' | { readonly park: ParkReason }

/** Hears why a message is going to be parked. What it throws is logged and changes nothing. */
export type ParkListener = (why: ParkReason, properties: DeliveryProperties) => Promise<void>

export type DeliveryHandler<Body> = (delivery: Delivery<Body>) => Promise<DeliveryOutcome>
