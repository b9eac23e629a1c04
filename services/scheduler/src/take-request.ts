import {
  replayedUserHeader,
  type Delivery,
  type DeliveryOutcome,
  type DeliveryProperties,
} from '@aaps-data/amqp'
import { SyncError, type SyncRequest } from '@aaps-data/contracts'
import { asLedgerFailure, requestKeyOf } from '@aaps-data/ledger'
import { acceptRequest } from './accept-request.ts'
import type { IntakeContext, IntakeRequest } from './intake.ts'
import { refusalOf, refuse } from './refuse-request.ts'
import { replyAddressOf } from './reply-address.ts'

/**
 * Turns a request into a run, with its command, in one transaction; only then is it acknowledged.
 * Safe to repeat: a request that comes again is the same run. A request that can never be carried
 * out becomes a run that has failed, where its publisher can see why. Throws what parks it: a
 * publisher that the broker does not vouch for or that asks too often, a key used for something
 * else.
 */
export async function takeRequest(
  context: IntakeContext,
  { body, properties }: Pick<Delivery<SyncRequest>, 'body' | 'properties'>,
): Promise<DeliveryOutcome> {
  const userId = publisherOf(properties, context.monitorUser)
  if (userId === undefined) throw new SyncError('REQUEST_UNIDENTIFIED', { requestId: body.id })
  const request = requestOf(body, { ...properties, userId }, context.monitorUser)
  const dataset = context.catalog().get(request.dataset)
  try {
    const refusal = await refusalOf(context.ledger, request, dataset)
    if (refusal !== undefined) await refuse(context, request, refusal)
    else await acceptRequest(context, request, { publisher: userId, policy: dataset?.retry })
  } catch (error) {
    throw asLedgerFailure(error)
  }
  context.wakeRelay()
  return 'ack'
}

/** A request that the monitor sends again is of who has sent it first. */
function publisherOf(
  { userId, headers }: DeliveryProperties,
  monitorUser: string,
): string | undefined {
  const first = headers[replayedUserHeader]
  return userId === monitorUser && typeof first === 'string' ? first : userId
}

function requestOf(
  { id, data }: SyncRequest,
  properties: DeliveryProperties & { readonly userId: string },
  monitorUser: string,
): IntakeRequest {
  const { userId } = properties
  const { requestedBy, ...wish } = data
  const person = userId === monitorUser ? requestedBy : undefined
  return {
    ...wish,
    class: 'interactive',
    origin: person === undefined ? 'service' : 'page',
    key: requestKeyOf(userId, id),
    requestedBy: person ?? userId,
    reply: replyAddressOf(properties, id),
  }
}
