import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { exchanges } from '@aaps-data/contracts'
import { createAmqpFaultProxy, isBrokerSince, waitFor } from '@aaps-data/testing'
import { applyTopology, createBroker, topology } from '../src/index.ts'
import { type TestBroker } from './open-test-broker.ts'
import { aGate, atOnce, openConsumerWorld, queue, type ConsumerWorld } from './consumer-world.ts'

describe('consume, when channels come and go', () => {
  let world: ConsumerWorld
  let test: TestBroker

  beforeAll(async () => {
    world = await openConsumerWorld()
    test = world.test
  })
  afterAll(() => world.close())
  afterEach(() => world.clear())

  it('row 6: never acknowledges another message after the channel was lost', async () => {
    const first = aGate()
    const second = aGate()
    const started: string[] = []
    const consumer = world.startConsumer(async ({ body }) => {
      started.push(body.data.dataset)
      await (body.data.dataset === 'first' ? first : second).opened
      return 'ack'
    })
    await world.send('first')
    await waitFor(() => started.includes('first'), { what: 'the first delivery' })
    // Takes the first message over when the connection is cut, and keeps it.
    const takenOver = new Promise<void>((resolve) => {
      void test.channel
        .prefetch(1)
        .then(() => test.channel.consume(queue, () => resolve(), { consumerTag: 'other' }))
    })
    await test.cutConnections('consume')
    await takenOver
    await waitFor(() => consumer.facts().channelOpen, { what: 'another channel' })
    await world.send('second')

    // Its delivery has the tag 1, as the first delivery of the other channel will.
    first.open()
    await waitFor(() => started.includes('second'), { what: 'the second delivery' })
    await consumer.stop({ graceMs: 0, timeoutMs: 100 })
    second.open()

    expect(await test.take(queue)).toMatchObject({
      fields: { redelivered: true },
      properties: { messageId: 'id-second' },
    })
    expect(test.logLines.join('')).not.toContain('unknown delivery tag')
    await test.channel.cancel('other')
    test.channel.nackAll(false)
  })

  it('tries again, and says so, when the broker does not answer its registration', async () => {
    const proxy = await createAmqpFaultProxy({ upstreamUrl: test.url })
    const lost = proxy.onFrame('down', 'basic.consume-ok', 'swallow')
    const broker = createBroker({ url: proxy.url, name: 'unanswered', log: test.log })
    const heard: string[] = []

    const consumer = world.startConsumer(
      ({ body }) => {
        heard.push(body.data.dataset)
        return Promise.resolve('ack')
      },
      { broker, answerWithinMs: 300 },
    )
    await lost
    expect(consumer.facts()).toMatchObject({ consumerRegistered: false, ready: false })
    await consumer.registered
    await world.send('first')
    await waitFor(() => heard.length > 0, { what: 'the delivery' })

    expect(heard).toEqual(['first'])
    expect(test.logLines.join('')).toContain('BROKER_QUEUE_SILENT')
    await consumer.stop(atOnce)
    await broker.close()
    await proxy.stop()
  })

  it('has no more in hand than its prefetch, however many channels it loses', async () => {
    const gate = aGate()
    const started: string[] = []
    const consumer = world.startConsumer(async ({ body }) => {
      started.push(body.data.dataset)
      await gate.opened
      return 'ack'
    })
    for (const dataset of ['a', 'b', 'c']) await world.send(dataset)
    await waitFor(() => started.length === 1, { what: 'the first delivery' })
    for (let times = 0; times < 2; times += 1) {
      await test.cutConnections('consume')
      await waitFor(() => consumer.facts().channelOpen, { what: 'another channel' })
    }
    // All three are back in the queue, and stay there while the first handler works.
    await waitFor(async () => (await test.ready(queue)) === 3, { what: 'the messages' })
    expect(consumer.facts()).toMatchObject({ inHand: 1, consumerRegistered: false, ready: true })
    expect(started).toHaveLength(1)

    gate.open()
    await waitFor(() => started.length === 4, { what: 'each of them, and the first again' })
    expect(new Set(started)).toEqual(new Set(['a', 'b', 'c']))
  })

  it('row 8: acknowledges early what its handler owns, and takes nothing until the handler ends', async () => {
    const gate = aGate()
    const seen: { readonly dataset: string; readonly redelivered: boolean }[] = []
    let isAborted = false
    const consumer = world.startConsumer(
      async ({ body, properties, signal, own }) => {
        seen.push({ dataset: body.data.dataset, redelivered: properties.redelivered })
        if (body.data.dataset === 'next') return 'ack'
        own()
        await gate.opened
        isAborted = signal.aborted
        return 'requeue'
      },
      { slot: 'handed-off', ackHandoffMs: 50 },
    )
    await world.send('long')
    await waitFor(() => test.logLines.some((line) => line.includes('acknowledged early')), {
      what: 'the early acknowledgement',
    })
    await world.send('next')
    await waitFor(() => consumer.facts().channelOpen, { what: 'another channel' })
    expect(consumer.facts()).toMatchObject({ inHand: 1, consumerRegistered: false, ready: true })
    expect(await test.ready(queue)).toBe(1)
    // What is not acknowledged would come back now.
    await test.cutConnections('consume')
    expect(await test.ready(queue)).toBe(1)

    gate.open()
    await waitFor(() => seen.length === 2, { what: 'the next delivery' })
    expect(seen).toEqual([
      { dataset: 'long', redelivered: false },
      { dataset: 'next', redelivered: false },
    ])
    expect(isAborted).toBe(false)
    const tags = test.logLines.flatMap(
      (line) =>
        /registered.*test-1\.handed-off\.\d+|test-1\.handed-off\.\d+.*registered/.exec(line) ?? [],
    )
    expect(new Set(tags).size).toBe(2)
  })

  it('acknowledges at once what becomes owned late, and never what is not owned', async () => {
    const gates = { owned: aGate(), unowned: aGate() }
    const seen: string[] = []
    world.startConsumer(
      async ({ body, own, properties }) => {
        const dataset = body.data.dataset as keyof typeof gates
        seen.push(properties.redelivered ? `${dataset} again` : dataset)
        if (properties.redelivered) return 'ack'
        await gates[dataset].opened
        if (dataset === 'owned') own()
        return 'ack'
      },
      { ackHandoffMs: 0 },
    )
    await world.send('unowned')
    await waitFor(() => seen.length === 1, { what: 'the delivery' })
    await test.cutConnections('consume')
    await waitFor(async () => (await test.ready(queue)) === 1, { what: 'the message' })
    gates.unowned.open()
    await waitFor(() => seen.includes('unowned again'), { what: 'the redelivery' })

    await world.send('owned')
    await waitFor(() => seen.includes('owned'), { what: 'the owned delivery' })
    gates.owned.open()
    await world.send('owned')
    await waitFor(() => seen.length === 4, { what: 'a delivery after it' })
    expect(seen).toEqual(['unowned', 'unowned again', 'owned', 'owned'])
  })

  it('tells a handler that its delivery is gone', async () => {
    const aborted: boolean[] = []
    world.startConsumer(async ({ signal, properties }) => {
      if (properties.redelivered) return 'ack'
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      aborted.push(signal.aborted)
      return 'requeue'
    })
    await world.send('gone')
    await waitFor(async () => (await test.ready(queue)) === 0, { what: 'the delivery' })

    await test.cutConnections('consume')

    await waitFor(() => aborted.length === 1, { what: 'the signal' })
  })

  it('row 7: registers again, with another tag, when its channel was closed by the server', async () => {
    const seen: string[] = []
    const consumer = world.startConsumer(
      ({ body }) => {
        seen.push(body.data.dataset)
        return Promise.resolve('ack')
      },
      { slot: 'reopened' },
    )
    await consumer.registered
    const connection = test.broker.consuming.current()
    await test.channel.deleteQueue(queue)
    await waitFor(() => !consumer.facts().consumerRegistered, { what: 'the loss' })
    await applyTopology(test.url)
    await waitFor(() => consumer.facts().consumerRegistered, { what: 'another registration' })

    expect(test.broker.consuming.current()).toBe(connection)
    const tags = test.logLines.flatMap((line) => /test-1\.reopened\.\d+/.exec(line) ?? [])
    expect(new Set(tags).size).toBe(tags.length)
    expect(tags.length).toBeGreaterThanOrEqual(2)
    await world.send('after')
    await waitFor(() => seen.includes('after'), { what: 'a delivery on the new channel' })
  })

  // Earlier versions close the channel, as in row 7, and look for late ones once a minute.
  if (isBrokerSince('4.3')) {
    it('row 9: gives its message to the consumer again, under another tag, and then the next one', async () => {
      const { vhost } = test
      await vhost.manage('PUT', `/api/policies/${vhost.name}/late`, {
        pattern: '.*',
        definition: { 'consumer-timeout': 5_000 },
        'apply-to': 'queues',
      })
      const gate = aGate()
      const seen: string[] = []
      const consumer = world.startConsumer(
        async ({ body, properties }) => {
          seen.push(`${body.data.dataset}, ${properties.redelivered ? 'again' : 'first'}`)
          if (!properties.redelivered && body.data.dataset === 'late') await gate.opened
          return 'ack'
        },
        { slot: 'late' },
      )
      await world.send('late')
      await waitFor(() => test.logLines.some((line) => line.includes('cancelled the consumer')), {
        what: 'the broker to cancel the consumer',
        timeoutMs: 120_000,
      })
      await world.send('next')
      gate.open()
      await waitFor(() => seen.length === 3, { what: 'both messages' })
      expect(seen.toSorted()).toEqual(['late, again', 'late, first', 'next, first'])
      await waitFor(() => consumer.facts().consumerRegistered, { what: 'a registration' })
      const tags = test.logLines.flatMap((line) => /test-1\.late\.\d+/.exec(line) ?? [])
      expect(new Set(tags).size).toBeGreaterThan(1)
    }, 150_000)
  }

  it('row 27: hears of messages again after its queue was deleted and declared in one moment', async () => {
    const heard: string[] = []
    const consumer = world.startConsumer(
      ({ body }) => {
        heard.push(body.data.dataset)
        return Promise.resolve('ack')
      },
      { renewAfterMs: 50 },
    )
    await consumer.registered
    // RabbitMQ 3.10.8 leaves a consumer deaf about one time in four.
    for (let round = 0; round < 12; round += 1) {
      const { channel } = test
      const declared = topology.queues.find(({ name }) => name === queue)
      await Promise.all([
        channel.deleteQueue(queue),
        channel.assertQueue(queue, { durable: true, arguments: declared?.arguments }),
        channel.bindQueue(queue, exchanges.commands, 'command.scheduled.#'),
      ])
      await world.send(`round_${round}`)
      await waitFor(() => heard.includes(`round_${round}`), {
        what: `the consumer to hear of round ${round}`,
        timeoutMs: 8_000,
      })
    }
  }, 60_000)

  it('hands a delivery back when it stops, and waits for handlers that end in time', async () => {
    const inTime = aGate()
    const seen: string[] = []
    const consumer = world.startConsumer(
      async ({ body, signal }) => {
        seen.push(body.data.dataset)
        if (body.data.dataset === 'in-time') {
          await inTime.opened
          return 'ack'
        }
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return 'requeue'
      },
      { prefetch: 2 },
    )
    await world.send('in-time')
    await world.send('late')
    await waitFor(() => seen.length === 2, { what: 'both deliveries' })

    const stopping = consumer.stop({ graceMs: 100, timeoutMs: 5_000 })
    inTime.open()
    await stopping

    expect(consumer.facts()).toMatchObject({
      inHand: 0,
      consumerRegistered: false,
      channelOpen: false,
    })
    expect((await test.take(queue)).properties.messageId).toBe('id-late')
    expect(await test.ready(queue)).toBe(0)
  })

  it('stops before it was registered', async () => {
    const consumer = world.startConsumer(() => Promise.resolve('ack'))

    await consumer.stop(atOnce)
    await consumer.stop(atOnce)

    await consumer.registered
    expect(consumer.facts().channelOpen).toBe(false)
  })
})
