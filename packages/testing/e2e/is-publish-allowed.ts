import { randomUUID } from 'node:crypto'
import { createBroker, createPublisher } from '@aaps-data/amqp'
import { createLogger } from '@aaps-data/runtime'
import { syncCommandType } from '@aaps-data/contracts'

/** Whether the broker takes a message of the login that the URL names. */
export async function isPublishAllowed(
  url: string,
  { exchange, routingKey }: { readonly exchange: string; readonly routingKey: string },
): Promise<boolean> {
  const log = createLogger({ service: 'e2e', level: 'silent', instance: 'e2e' })
  const broker = createBroker({ url, name: 'e2e', log })
  const publisher = createPublisher({ broker, log })
  const outcome = await publisher.publish({
    exchange,
    routingKey,
    messageId: randomUUID(),
    type: syncCommandType,
    mandatory: false,
    timeoutMs: 5_000,
    body: {},
  })
  await publisher.stop(100)
  await broker.close()
  return outcome === 'confirmed'
}
