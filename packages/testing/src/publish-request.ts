import type { Publisher } from '@aaps-data/amqp'
import { exchanges, requestKey, syncRequestType, type RunMode } from '@aaps-data/contracts'
import { requestKeyOf, runIdOf } from '@aaps-data/ledger'

/**
 * Asks for a run as another service does. Gives the id of the run once the broker has the request
 * for good, else undefined. With the same key it may be repeated: that is the same run.
 */
export async function publishRequest({
  publisher,
  user,
  dataset,
  mode,
  key,
}: {
  readonly publisher: Publisher
  /** The login of the publisher's connection. */
  readonly user: string
  readonly dataset: string
  readonly mode?: RunMode
  readonly key: string
}): Promise<string | undefined> {
  const outcome = await publisher.publish({
    exchange: exchanges.requests,
    routingKey: requestKey(dataset),
    messageId: key,
    type: syncRequestType,
    userId: user,
    mandatory: true,
    timeoutMs: 10_000,
    body: {
      specversion: '1.0',
      id: key,
      source: '/aaps-data/testing',
      type: syncRequestType,
      data: { dataset, ...(mode !== undefined && { mode }) },
    },
  })
  return outcome === 'confirmed' ? runIdOf(requestKeyOf(user, key)) : undefined
}
