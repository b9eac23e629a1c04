import type { Logger } from '@aaps-data/runtime'
import { connectBroker, type BrokerConnection } from './connect-broker.ts'

interface BrokerOptions {
  /** One URL, or several separated by commas: the nodes of one broker. */
  readonly url: string
  /** The instance that connects, as the broker's management page shows it. */
  readonly name: string
  readonly log: Logger
  readonly heartbeatS?: number
}

/** The connections of a process to the broker. */
export interface Broker {
  readonly name: string
  readonly publishing: BrokerConnection
  readonly consuming: BrokerConnection
  /** Closes both. Stop publishers and consumers first. Safe to repeat. */
  close(): Promise<void>
}

/**
 * Opens two connections, one to publish and one to consume: a broker that is short of memory stops
 * reading from publishers, and an acknowledgement behind it would be stuck.
 */
export function createBroker({ name, ...options }: BrokerOptions): Broker {
  const publishing = connectBroker({ ...options, name: `${name} publish` })
  const consuming = connectBroker({ ...options, name: `${name} consume` })
  return {
    name,
    publishing,
    consuming,
    close: async () => {
      await Promise.all([publishing.close(), consuming.close()])
    },
  }
}
