import {
  replayedUserHeader,
  type Delivery,
  type DeliveryOutcome,
  type DeliveryProperties,
} from '@aaps-data/amqp'
import type { Catalog } from '@aaps-data/catalog'
import { SyncError, type SyncRequest } from '@aaps-data/contracts'
import { asLedgerFailure, requestKeyOf } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Knex } from 'knex'
import { acceptRequest } from './accept-request.ts'
import { refusalOf, refuse, type IntakeRequest } from './refuse-request.ts'
import { replyAddressOf } from './reply-address.ts'

export interface IntakeContext {
  readonly ledger: Knex
  /** The catalog in force. */
  readonly catalog: () => Catalog
  readonly writer: string
  /** The broker's login of the monitor: only it may say which person asked. */
  readonly monitorUser: string
  /** New runs that any other login may ask for in a minute. */
  readonly requestsPerMinute: number
  /** The outbox has new rows. */
  readonly wakeRelay: () => void
  readonly log: Logger
}

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
