import { createBroker, probeBroker, type Broker } from '@aaps-data/amqp'
import { createLogger, instanceId, type Logger } from '@aaps-data/runtime'

/** A broker that has answered once. */
export interface BrokerLink {
  readonly broker: Broker
  /** Writes nothing: what matters is thrown, or shown as progress. */
  readonly log: Logger
}

/** Connects the broker; whoever called closes it. Throws `BROKER_UNREACHABLE` or `BROKER_AUTH_FAILED`. */
export async function openLink(url: string): Promise<BrokerLink> {
  await probeBroker(url)
  const name = instanceId()
  const log = createLogger({ service: 'cli', level: 'silent', instance: name })
  return { broker: createBroker({ url, name, log }), log }
}
