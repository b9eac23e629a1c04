import type { Channel, GetMessage } from 'amqplib'
import { createLogger, type Logger } from '@aaps-data/runtime'
import { createTestVhost, waitFor, type TestVhost } from '@aaps-data/testing'
import { applyTopology, createBroker, type Broker } from '../src/index.ts'
import { openConnection } from '../src/open-connection.ts'

export interface TestBroker {
  readonly vhost: TestVhost
  readonly url: string
  readonly broker: Broker
  readonly log: Logger
  readonly logLines: readonly string[]
  /** A channel on a connection of the test's own, which `cutConnections` leaves alone. */
  readonly channel: Channel
  /** Messages that are ready in a queue. */
  ready(queue: string): Promise<number>
  /** Takes a message from a queue and acknowledges it, once there is one. */
  take(queue: string): Promise<GetMessage>
  /** Lets the broker close the connections whose name ends with the word. */
  cutConnections(word: 'publish' | 'consume'): Promise<void>
  close(): Promise<void>
}

/** A vhost of its own with the topology, and a broker whose log is collected. */
export async function openTestBroker(): Promise<TestBroker> {
  const vhost = await createTestVhost()
  await applyTopology(vhost.url)
  const logLines: string[] = []
  const log = createLogger({
    service: 'test',
    instance: 'test',
    level: 'debug',
    destination: { write: (line) => logLines.push(line) },
  })
  const broker = createBroker({ url: vhost.url, name: 'test-1', log })
  const connection = await openConnection(vhost.url)
  const channel = await connection.createChannel()

  async function closeAtBroker(word: string): Promise<void> {
    const connections = (await vhost.manage(
      'GET',
      `/api/vhosts/${vhost.name}/connections`,
    )) as readonly { name: string; client_properties: { connection_name?: string } }[]
    const named = connections.filter((one) => one.client_properties.connection_name?.endsWith(word))
    await Promise.allSettled(
      named.map(({ name }) =>
        vhost.manage('DELETE', `/api/connections/${encodeURIComponent(name)}`),
      ),
    )
  }

  return {
    vhost,
    url: vhost.url,
    broker,
    log,
    logLines,
    channel,
    ready: async (queue) => (await channel.checkQueue(queue)).messageCount,
    async take(queue) {
      const message = await waitFor(() => channel.get(queue), { what: `a message in ${queue}` })
      channel.ack(message)
      return message
    },
    async cutConnections(word) {
      const side = word === 'publish' ? broker.publishing : broker.consuming
      const before = await waitFor(() => side.current(), { what: 'a connection' })
      // The list lags behind: it may not have the connection yet, or still have one that is gone.
      const isLost = async () => {
        await closeAtBroker(word)
        return side.current() !== before
      }
      await waitFor(isLost, { what: 'the connection to be lost', intervalMs: 50 })
    },
    async close() {
      await broker.close()
      await connection.close()
      await vhost.drop()
    },
  }
}
