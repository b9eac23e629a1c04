import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { exchanges, queues } from '@aaps-data/contracts'
import { waitFor } from '@aaps-data/testing'
import {
  brokerUser,
  createBroker,
  createPublisher,
  maxMessageBytes,
  messageContentType,
  type PublishedMessage,
  type Publisher,
} from '../src/index.ts'
import { destroySocket } from '../src/destroy-socket.ts'
import { openSilentProxy } from './open-silent-proxy.ts'
import { openTestBroker, type TestBroker } from './open-test-broker.ts'

function aCommand(changes: Partial<PublishedMessage> = {}): PublishedMessage {
  return {
    exchange: exchanges.commands,
    routingKey: 'command.scheduled.registro',
    body: { hello: 'world' },
    messageId: 'm-1',
    type: 'test',
    mandatory: true,
    timeoutMs: 10_000,
    ...changes,
  }
}

describe('createPublisher', () => {
  let test: TestBroker
  let publisher: Publisher

  beforeAll(async () => {
    test = await openTestBroker()
  })
  afterAll(() => test.close())
  beforeEach(() => {
    publisher = createPublisher({ broker: test.broker, log: test.log, window: 10 })
  })
  afterEach(async () => {
    await publisher.stop(1_000)
    await test.channel.purgeQueue(queues.scheduledCommands)
  })

  it('confirms a message that is in its queue, with its properties', async () => {
    const userId = brokerUser(test.url)

    expect(await publisher.publish(aCommand({ userId }))).toBe('confirmed')

    const message = await test.take(queues.scheduledCommands)
    expect(message.content.toString()).toBe('{"hello":"world"}')
    expect(message.properties).toMatchObject({
      messageId: 'm-1',
      type: 'test',
      contentType: messageContentType,
      deliveryMode: 2,
      userId,
    })
  })

  it('row 27: never confirms a mandatory message that no queue wants, also among others', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        publisher.publish(
          aCommand({
            messageId: `m-${index}`,
            routingKey: index % 2 === 0 ? 'command.scheduled.registro' : 'nowhere',
          }),
        ),
      ),
    )

    expect(outcomes).toEqual(
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 'confirmed' : 'returned')),
    )
  })

  it('confirms an event that nobody listens to', async () => {
    const event = aCommand({ exchange: exchanges.events, routingKey: 'run.a', mandatory: false })

    expect(await publisher.publish(event)).toBe('confirmed')
  })

  it('tells that the broker refused a message for a full queue', async () => {
    const { queue } = await test.channel.assertQueue('full', {
      arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' },
    })
    await test.channel.bindQueue(queue, exchanges.commands, 'full')
    const message = aCommand({ routingKey: 'full' })

    expect(await publisher.publish(message)).toBe('confirmed')
    expect(await publisher.publish(message)).toBe('nacked')
  })

  it('throws for a body that is too large and for headers that cannot be sent, and goes on', async () => {
    const large = aCommand({ body: Buffer.alloc(maxMessageBytes + 1) })
    const heavy = aCommand({ headers: { note: 'x'.repeat(100_000) } })

    await expect(publisher.publish(large)).rejects.toMatchObject({
      code: 'MESSAGE_INVALID',
      details: { bytes: maxMessageBytes + 1, limit: maxMessageBytes },
    })
    await expect(publisher.publish(heavy)).rejects.toThrow(RangeError)

    expect(await publisher.publish(aCommand({ routingKey: 'nowhere' }))).toBe('returned')
    expect(await publisher.publish(aCommand())).toBe('confirmed')
    expect(publisher.facts().inFlight).toBe(0)
  })

  it('row 7: opens a new channel when the server closed it, on the same connection', async () => {
    await publisher.publish(aCommand())
    const connection = test.broker.publishing.current()

    expect(await publisher.publish(aCommand({ exchange: 'missing' }))).toBe('unknown')

    expect(await publisher.publish(aCommand())).toBe('confirmed')
    expect(test.broker.publishing.current()).toBe(connection)
  })

  it('waits for the broker to come back after a lost connection', async () => {
    await publisher.publish(aCommand())

    await test.cutConnections('publish')

    expect(await publisher.publish(aCommand({ messageId: 'after' }))).toBe('confirmed')
    await waitFor(() => test.logLines.some((line) => line.includes('Lost the broker')), {
      what: 'the loss to be logged',
    })
  })

  it('accounts for every message of a burst that a lost connection interrupts', async () => {
    await publisher.publish(aCommand())
    const lost = test.broker.publishing.current()
    const burst = Array.from({ length: 200 }, (_, index) =>
      publisher.publish(aCommand({ messageId: `m-${index}`, timeoutMs: 20_000 })),
    )
    await burst[0]
    if (lost !== undefined) destroySocket(lost)

    const outcomes = await Promise.all(burst)

    const count = (one: string) => outcomes.filter((outcome) => outcome === one).length
    const confirmed = count('confirmed')
    expect(count('unknown')).toBeGreaterThan(0)
    expect(confirmed + count('unknown') + count('unavailable')).toBe(200)
    expect(await test.ready(queues.scheduledCommands)).toBeGreaterThanOrEqual(1 + confirmed)
  })

  it('row 10: sends nothing while the broker is blocked, and goes on when it is not', async () => {
    await publisher.publish(aCommand())
    const connection = test.broker.publishing.current()
    connection?.emit('blocked', 'low on memory')

    expect(publisher.facts().blocked).toBe(true)
    expect(await publisher.publish(aCommand({ timeoutMs: 20 }))).toBe('unavailable')
    const waiting = publisher.publish(aCommand())
    expect(publisher.facts().waiting).toBe(1)

    connection?.emit('unblocked')
    expect(await waiting).toBe('confirmed')
  })

  it('finishes what is under way when it stops, and takes nothing more', async () => {
    await publisher.publish(aCommand())
    const last = publisher.publish(aCommand())

    await publisher.stop(5_000)

    expect(await last).toBe('confirmed')
    expect(await publisher.publish(aCommand())).toBe('unavailable')
    await publisher.stop(5_000)
  })
})

describe('createPublisher, when the broker does not answer', () => {
  it('keeps a bounded number of callers waiting and none for ever', async () => {
    const test = await openTestBroker()
    const away = createBroker({
      url: 'amqp://app:hunter2@127.0.0.1:1',
      name: 'away',
      log: test.log,
    })
    const publisher = createPublisher({ broker: away, log: test.log, window: 10 })

    const outcomes = Array.from({ length: 2_000 }, () =>
      publisher.publish(aCommand({ timeoutMs: 200 })),
    )

    await waitFor(() => publisher.facts().waiting > 0, { what: 'callers that wait' })
    expect(publisher.facts()).toMatchObject({ connected: false, waiting: 100, inFlight: 0 })
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['unavailable']))
    expect(publisher.facts().waiting).toBe(0)
    await waitFor(() => away.publishing.state().failure === 'BROKER_UNREACHABLE', {
      what: 'the failure to be known',
    })
    await publisher.stop(1_000)
    await away.close()
    expect(test.logLines.join('')).not.toContain('hunter2')
    await test.close()
  })

  it('says unknown for a message whose confirm was lost, and keeps its place in the window', async () => {
    const test = await openTestBroker()
    const proxy = await openSilentProxy(test.url)
    const broker = createBroker({
      url: proxy.urlOf(test.url),
      name: 'muted',
      log: test.log,
    })
    const publisher = createPublisher({ broker, log: test.log, window: 2 })
    expect(await publisher.publish(aCommand())).toBe('confirmed')

    proxy.muteBroker()
    const [first, second] = await Promise.all([
      publisher.publish(aCommand({ messageId: 'lost-1', timeoutMs: 200 })),
      publisher.publish(aCommand({ messageId: 'lost-2', timeoutMs: 200 })),
    ])

    expect([first, second]).toEqual(['unknown', 'unknown'])
    expect(publisher.facts().inFlight).toBe(2)
    expect(await publisher.publish(aCommand({ timeoutMs: 20 }))).toBe('unavailable')
    await waitFor(async () => (await test.ready(queues.scheduledCommands)) === 3, {
      what: 'the messages in their queue',
    })

    proxy.heal()
    expect(await publisher.publish(aCommand({ messageId: 'later' }))).toBe('confirmed')
    expect(publisher.facts().inFlight).toBe(0)
    await publisher.stop(1_000)
    await broker.close()
    await proxy.close()
    await test.close()
  })
})
