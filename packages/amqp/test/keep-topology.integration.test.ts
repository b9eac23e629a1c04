import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { exchanges, queues, SyncCommand } from '@aaps-data/contracts'
import { waitFor } from '@aaps-data/testing'
import {
  applyTopology,
  consume,
  createPublisher,
  keepTopology,
  type Consumer,
  type Publisher,
} from '../src/index.ts'
import { openTestBroker, type TestBroker } from './open-test-broker.ts'

describe('keepTopology', () => {
  let test: TestBroker
  let publisher: Publisher
  let consumer: Consumer
  let stopTopology: () => void = () => undefined

  beforeEach(async () => {
    test = await openTestBroker()
    publisher = createPublisher({ broker: test.broker, log: test.log })
  })
  afterEach(async () => {
    stopTopology()
    await consumer.stop({ graceMs: 0, timeoutMs: 1_000 })
    await publisher.stop(1_000)
    await test.close()
  })

  function keep(): void {
    const retry = { firstMs: 20, maxMs: 50 }
    stopTopology = keepTopology({ broker: test.broker, url: test.url, log: test.log, retry })
  }

  function startConsumer(): void {
    consumer = consume({
      broker: test.broker,
      publisher,
      queue: queues.scheduledCommands,
      slot: 'slot-0',
      prefetch: 1,
      schema: SyncCommand,
      handler: () => Promise.resolve('ack'),
      log: test.log,
    })
  }

  it('declares again until it succeeds, on one connection', async () => {
    await test.channel.deleteQueue(queues.requests)
    await test.channel.deleteQueue(queues.scheduledCommands)
    // With these arguments the declaration is refused.
    await test.channel.assertQueue(queues.requests, { durable: true })
    keep()
    startConsumer()
    const failures = () => test.logLines.filter((line) => line.includes('was not declared')).length
    await waitFor(() => failures() >= 3, { what: 'three failures' })
    const connection = test.broker.publishing.current()

    await test.channel.deleteQueue(queues.requests)

    await consumer.registered
    expect(test.broker.publishing.current()).toBe(connection)
    expect(await test.ready(queues.requests)).toBe(0)
  })

  it('row 27: gives a consumer its queue back while the connection lives', async () => {
    keep()
    startConsumer()
    await consumer.registered
    const connection = test.broker.consuming.current()
    // The loss itself may be over before anyone has looked.
    const registered = () => test.logLines.filter((line) => line.includes('Consumer registered'))
    expect(registered()).toHaveLength(1)
    // Of a queue that goes and comes again in one moment, this broker cancels nobody.
    await waitFor(() => test.logLines.some((line) => line.includes('Topology declared')), {
      what: 'the first declaration to be over',
    })

    await test.channel.deleteQueue(queues.scheduledCommands)

    await waitFor(() => registered().length === 2, { what: 'another registration' })
    expect(await test.ready(queues.scheduledCommands)).toBe(0)
    expect(consumer.facts().consumerRegistered).toBe(true)
    expect(test.broker.consuming.current()).toBe(connection)
  })

  it('gives a publisher its exchange back while the connection lives', async () => {
    keep()
    startConsumer()
    await consumer.registered
    await test.channel.deleteExchange(exchanges.commands)

    const outcome = await waitFor(
      async () => {
        const got = await publisher.publish({
          exchange: exchanges.commands,
          routingKey: 'command.scheduled.a',
          body: {},
          messageId: 'm',
          type: 't',
          mandatory: true,
          timeoutMs: 2_000,
        })
        return got === 'confirmed' && got
      },
      { what: 'a confirmed message' },
    )
    expect(outcome).toBe('confirmed')
  })

  it('only looks whether all is there where it may not declare, and names what is not', async () => {
    await test.channel.deleteQueue(queues.requests)
    const retry = { firstMs: 20, maxMs: 50 }
    const { broker, url, log } = test
    stopTopology = keepTopology({ broker, url, mode: 'check', log, retry })
    startConsumer()
    const missing = () =>
      test.logLines.filter(
        (line) => line.includes('TOPOLOGY_MISSING') && line.includes(queues.requests),
      ).length
    await waitFor(() => missing() >= 2, { what: 'two looks that miss the queue' })

    await applyTopology(url)

    await waitFor(() => test.logLines.some((line) => line.includes('Topology is there')), {
      what: 'a look that finds all',
    })
  })
})
