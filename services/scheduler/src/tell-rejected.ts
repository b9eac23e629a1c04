import type { DeliveryProperties, ParkReason } from '@aaps-data/amqp'
import { putReply } from '@aaps-data/ledger'
import { replyAddressOf } from './reply-address.ts'
import type { IntakeContext } from './intake.ts'

/** Tells the publisher of a request that is parked why it is, if it wants to hear. */
export async function tellRejected(
  { ledger, writer, wakeRelay }: Pick<IntakeContext, 'ledger' | 'writer' | 'wakeRelay'>,
  { code, reason }: ParkReason,
  properties: DeliveryProperties,
): Promise<void> {
  const reply = replyAddressOf(properties, properties.messageId ?? '')
  if (reply === undefined) return
  await putReply(ledger, reply, { answer: 'rejected', code, reason }, writer)
  wakeRelay()
}
