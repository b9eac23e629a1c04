import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { exchanges, queues, SyncCommand, SyncRequest } from '@aaps-data/contracts'
import { createLogger } from '@aaps-data/runtime'
import {
  createAmqpFaultProxy,
  createTestVhost,
  waitFor,
  type AmqpFaultProxy,
  type TestVhost,
} from '@aaps-data/testing'
import {
  consume,
  createBroker,
  createLossyPublisher,
  createPublisher,
  findTopologyFaults,
  keepTopology,
  listParked,
  openConnection,
  openControlFeed,
  openEventFeed,
} from '../src/index.ts'
import {
  readExchangeDeclaration,
  readQos,
  readQueueDeclaration,
  type WireDeclaration,
} from './read-declaration.ts'

const atOnce = { graceMs: 0, timeoutMs: 1_000 }

describe('what is said to the broker', () => {
  let vhost: TestVhost
  let proxy: AmqpFaultProxy
  const declaredQueues: WireDeclaration[] = []
  const declaredExchanges: Omit<WireDeclaration, 'isExclusive'>[] = []
  const windows: ReturnType<typeof readQos>[] = []

  beforeAll(async () => {
    vhost = await createTestVhost()
    proxy = await createAmqpFaultProxy({ upstreamUrl: vhost.url })
    proxy.watch('up', 'queue.declare', (bytes) => declaredQueues.push(readQueueDeclaration(bytes)))
    proxy.watch('up', 'exchange.declare', (bytes) =>
      declaredExchanges.push(readExchangeDeclaration(bytes)),
    )
    proxy.watch('up', 'basic.qos', (bytes) => windows.push(readQos(bytes)))
    await useEverything(proxy.url)
  }, 30_000)
  afterAll(async () => {
    await proxy.stop()
    await vhost.drop()
  })

  it('makes no queue that is neither durable nor exclusive, which RabbitMQ 4.3 refuses', () => {
    const made = declaredQueues.filter(({ isPassive }) => !isPassive)

    expect(made.filter(({ isDurable, isExclusive }) => !isDurable && !isExclusive)).toEqual([])
    expect(made.map(({ name }) => name)).toEqual(
      expect.arrayContaining([...Object.values(queues), '']),
    )
    expect(made.filter(({ isExclusive }) => isExclusive)).toHaveLength(2)
  })

  it('makes durable exchanges only', () => {
    const made = declaredExchanges.filter(({ isPassive }) => !isPassive)

    expect(made.filter(({ isDurable }) => !isDurable)).toEqual([])
    expect(made.map(({ name }) => name).sort()).toEqual(Object.values(exchanges).sort())
  })

  it('gives each consumer a window of its own, and never the channel', () => {
    expect(windows).toHaveLength(4)
    expect(windows.filter(({ isGlobal }) => isGlobal)).toEqual([])
    expect(windows.filter(({ prefetch }) => prefetch === 0)).toEqual([])
  })
})

/** Everything in the package that declares or consumes, on one broker. */
async function useEverything(url: string): Promise<void> {
  const log = createLogger({
    service: 'test',
    instance: 'test',
    level: 'debug',
    destination: { write: () => undefined },
  })
  const broker = createBroker({ url, name: 'everything', log })
  const stopTopology = keepTopology({ broker, url, log })
  await waitFor(async () => (await findTopologyFaults(url)).length === 0, { what: 'the topology' })
  const publisher = createPublisher({ broker, log })
  const lossy = createLossyPublisher({ broker, log })
  const common = { broker, publisher, log, handler: () => Promise.resolve('ack' as const) }
  const requests = consume({
    ...common,
    queue: queues.requests,
    slot: 'intake',
    prefetch: 20,
    schema: SyncRequest,
  })
  const commands = consume({
    ...common,
    queue: queues.scheduledCommands,
    slot: 'slot-0',
    prefetch: 1,
    schema: SyncCommand,
  })
  const feeds = [
    openEventFeed({ broker, onEvent: () => undefined, onGap: () => undefined, log }),
    openControlFeed({ broker, onCancel: () => undefined, log }),
  ]
  await waitFor(
    () =>
      [requests, commands].every((consumer) => consumer.facts().channelOpen) &&
      feeds.every((feed) => feed.facts().channelOpen),
    { what: 'consumers and feeds' },
  )
  const connection = await openConnection(url)
  await listParked(connection, { limit: 10 })
  await connection.close()

  stopTopology()
  await Promise.all([
    ...[requests, commands].map((consumer) => consumer.stop(atOnce)),
    ...feeds.map((feed) => feed.stop()),
    publisher.stop(1_000),
    lossy.stop(),
  ])
  await broker.close()
}
