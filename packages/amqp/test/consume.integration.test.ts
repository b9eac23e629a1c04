import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { exchanges, queues, SyncCommand, syncCommandType, SyncError } from '@aaps-data/contracts'
import { waitFor } from '@aaps-data/testing'
import {
  applyTopology,
  consume,
  createPublisher,
  type Consumer,
  type Delivery,
  type DeliveryHandler,
  type Publisher,
} from '../src/index.ts'
import { openTestBroker, type TestBroker } from './open-test-broker.ts'

const queue = queues.scheduledCommands
const fastRetry = { firstMs: 20, maxMs: 50, holdMs: 10_000 }
const atOnce = { graceMs: 0, timeoutMs: 1_000 }

function aCommand(dataset: string): SyncCommand {
  return {
    specversion: '1.0',
    id: `id-${dataset}`,
    source: '/test',
    type: syncCommandType,
    data: { runId: randomUUID(), dataset },
  }
}

/** A promise and how to settle it. */
function aGate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

describe('consume', () => {
  let test: TestBroker
  let publisher: Publisher
  const consumers: Consumer[] = []

  beforeAll(async () => {
    test = await openTestBroker()
    publisher = createPublisher({ broker: test.broker, log: test.log })
  })
  afterAll(async () => {
    await publisher.stop(1_000)
    await test.close()
  })
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop(atOnce)))
    await test.channel.purgeQueue(queue)
    await test.channel.purgeQueue(queues.parking)
  })

  function startConsumer(
    handler: DeliveryHandler<SyncCommand>,
    { slot = 'slot-0', prefetch = 1, retry = fastRetry, ackHandoffMs = 600_000 } = {},
  ): Consumer {
    const consumer = consume({
      broker: test.broker,
      publisher,
      queue,
      slot,
      prefetch,
      schema: SyncCommand,
      handler,
      log: test.log,
      retry,
      ackHandoffMs,
    })
    consumers.push(consumer)
    return consumer
  }

  async function send(dataset: string): Promise<void> {
    await sendBytes(Buffer.from(JSON.stringify(aCommand(dataset))), `id-${dataset}`)
  }

  async function sendBytes(body: Buffer, messageId: string): Promise<void> {
    const outcome = await publisher.publish({
      exchange: exchanges.commands,
      routingKey: 'command.scheduled.test',
      body,
      messageId,
      type: syncCommandType,
      mandatory: true,
      maxBytes: Number.POSITIVE_INFINITY,
      timeoutMs: 10_000,
    })
    expect(outcome).toBe('confirmed')
  }

  it('gives the handler what the message says and acknowledges it', async () => {
    const seen: Delivery<SyncCommand>[] = []
    const consumer = startConsumer((delivery) => {
      seen.push(delivery)
      return Promise.resolve('ack')
    })

    await send('registro')
    await waitFor(() => seen.length === 1 && consumer.facts().inHand === 0, { what: 'a delivery' })

    expect(seen[0]).toMatchObject({
      body: { data: { dataset: 'registro' } },
      routingKey: 'command.scheduled.test',
      properties: { messageId: 'id-registro', userId: undefined, redelivered: false },
    })
    await consumer.stop(atOnce)
    // What was not acknowledged would come again, and before any other.
    startConsumer((delivery) => {
      seen.push(delivery)
      return Promise.resolve('ack')
    })
    await send('next')
    await waitFor(() => seen.length === 2, { what: 'the next delivery' })
    expect(seen[1]?.properties.messageId).toBe('id-next')
  })

  it('parks what is invalid, with the reason, and goes on with the next message', async () => {
    const handled: string[] = []
    startConsumer(({ body }) => {
      handled.push(body.data.dataset)
      return Promise.resolve('ack')
    })

    await sendBytes(Buffer.from('{"specversion":'), 'cut')
    await sendBytes(Buffer.alloc(300_000, 0x20), 'large')
    await sendBytes(Buffer.from(JSON.stringify({ ...aCommand('a'), data: {} })), 'wrong')
    await send('next')

    await waitFor(() => handled.includes('next'), { what: 'the valid message' })
    expect(handled).toEqual(['next'])
    const parked = [
      await test.take(queues.parking),
      await test.take(queues.parking),
      await test.take(queues.parking),
    ]
    expect(
      parked.map(({ properties }): unknown[] => [
        properties.messageId,
        properties.headers?.['x-error-reason'],
      ]),
    ).toEqual([
      ['cut', 'is not JSON, or has keys that JSON should not have'],
      ['large', 'has 300000 bytes, more than 262144'],
      ['wrong', expect.stringContaining('/data/runId')],
    ])
    expect(parked[0]?.content.toString()).toBe('{"specversion":')
    expect(parked[0]?.properties.headers).toMatchObject({
      'x-error-code': 'MESSAGE_INVALID',
      'x-parked-from-exchange': 'sync.commands',
    })
    expect(await test.ready(queue)).toBe(0)
  })

  it('lets the broker park a message when the copy cannot be published', async () => {
    const stopped = createPublisher({ broker: test.broker, log: test.log })
    await stopped.stop(0)
    consumers.push(
      consume({
        broker: test.broker,
        publisher: stopped,
        queue,
        slot: 'slot-0',
        prefetch: 1,
        schema: SyncCommand,
        handler: () => Promise.resolve('ack'),
        log: test.log,
      }),
    )

    await sendBytes(Buffer.from('no JSON'), 'bare')

    const { properties } = await test.take(queues.parking)
    expect(properties.messageId).toBe('bare')
    expect(properties.headers?.['x-first-death-queue']).toBe(queue)
  })

  it('parks what the handler parks, and what it refuses by throwing', async () => {
    startConsumer(({ body }) => {
      if (body.data.dataset === 'thrown') throw new SyncError('DATASET_UNKNOWN', { dataset: 'x' })
      return Promise.resolve({ park: { code: 'REQUEST_UNIDENTIFIED', reason: 'Nobody sent it' } })
    })

    await send('returned')
    await send('thrown')

    const [returned, thrown] = [await test.take(queues.parking), await test.take(queues.parking)]
    expect(returned.properties.headers).toMatchObject({
      'x-error-code': 'REQUEST_UNIDENTIFIED',
      'x-error-reason': 'Nobody sent it',
    })
    expect(thrown.properties.headers).toMatchObject({
      'x-error-code': 'DATASET_UNKNOWN',
      'x-error-details': '{"dataset":"x"}',
    })
  })

  it('gives a delivery back after a defect, and a pause each time', async () => {
    const calls: { readonly at: number; readonly redelivered: boolean }[] = []
    startConsumer(
      ({ properties }) => {
        calls.push({ at: performance.now(), redelivered: properties.redelivered })
        if (calls.length < 4) throw new TypeError('x is undefined')
        return Promise.resolve('ack')
      },
      { retry: { ...fastRetry, firstMs: 500, maxMs: 1_000 } },
    )

    await send('defect')
    await waitFor(() => calls.length === 4, { what: 'four deliveries' })

    expect(calls.map(({ redelivered }) => redelivered)).toEqual([false, true, true, true])
    const tookMs = (calls[3]?.at ?? 0) - (calls[0]?.at ?? 0)
    expect(tookMs).toBeGreaterThanOrEqual(250 + 500 + 500)
  })

  it('keeps a delivery in hand through a failure that passes, so the broker never counts it', async () => {
    const calls: boolean[] = []
    startConsumer(({ properties }) => {
      calls.push(properties.redelivered)
      if (calls.length < 30) throw new SyncError('TARGET_UNREACHABLE')
      return Promise.resolve('ack')
    })

    await send('held')
    await waitFor(() => calls.length === 30, { what: 'thirty attempts' })

    expect(calls.every((redelivered) => !redelivered)).toBe(true)
    expect(await test.ready(queues.parking)).toBe(0)
  })

  it('gives a delivery back when the failure does not pass in time', async () => {
    const calls: boolean[] = []
    startConsumer(
      ({ properties }) => {
        calls.push(properties.redelivered)
        if (!properties.redelivered) throw new SyncError('TARGET_UNREACHABLE')
        return Promise.resolve('ack')
      },
      { retry: { ...fastRetry, holdMs: 100 } },
    )

    await send('held')
    await waitFor(() => calls.includes(true), { what: 'a redelivery' })
  })

  it('never acknowledges another message after the channel was lost', async () => {
    const first = aGate()
    const second = aGate()
    const started: string[] = []
    const consumer = startConsumer(async ({ body }) => {
      started.push(body.data.dataset)
      await (body.data.dataset === 'first' ? first : second).opened
      return 'ack'
    })
    await send('first')
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
    await send('second')

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

  it('has no more in hand than its prefetch, however many channels it loses', async () => {
    const gate = aGate()
    const started: string[] = []
    const consumer = startConsumer(async ({ body }) => {
      started.push(body.data.dataset)
      await gate.opened
      return 'ack'
    })
    for (const dataset of ['a', 'b', 'c']) await send(dataset)
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

  it('acknowledges early what its handler owns, and takes nothing until the handler ends', async () => {
    const gate = aGate()
    const seen: { readonly dataset: string; readonly redelivered: boolean }[] = []
    let isAborted = false
    const consumer = startConsumer(
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
    await send('long')
    await waitFor(() => test.logLines.some((line) => line.includes('acknowledged early')), {
      what: 'the early acknowledgement',
    })
    await send('next')
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
    startConsumer(
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
    await send('unowned')
    await waitFor(() => seen.length === 1, { what: 'the delivery' })
    await test.cutConnections('consume')
    await waitFor(async () => (await test.ready(queue)) === 1, { what: 'the message' })
    gates.unowned.open()
    await waitFor(() => seen.includes('unowned again'), { what: 'the redelivery' })

    await send('owned')
    await waitFor(() => seen.includes('owned'), { what: 'the owned delivery' })
    gates.owned.open()
    await send('owned')
    await waitFor(() => seen.length === 4, { what: 'a delivery after it' })
    expect(seen).toEqual(['unowned', 'unowned again', 'owned', 'owned'])
  })

  it('tells a handler that its delivery is gone', async () => {
    const aborted: boolean[] = []
    startConsumer(async ({ signal, properties }) => {
      if (properties.redelivered) return 'ack'
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      aborted.push(signal.aborted)
      return 'requeue'
    })
    await send('gone')
    await waitFor(async () => (await test.ready(queue)) === 0, { what: 'the delivery' })

    await test.cutConnections('consume')

    await waitFor(() => aborted.length === 1, { what: 'the signal' })
  })

  it('registers again, with another tag, when its channel was closed by the server', async () => {
    const seen: string[] = []
    const consumer = startConsumer(
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
    await send('after')
    await waitFor(() => seen.includes('after'), { what: 'a delivery on the new channel' })
  })

  it('hands a delivery back when it stops, and waits for handlers that end in time', async () => {
    const inTime = aGate()
    const seen: string[] = []
    const consumer = startConsumer(
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
    await send('in-time')
    await send('late')
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
    const consumer = startConsumer(() => Promise.resolve('ack'))

    await consumer.stop(atOnce)
    await consumer.stop(atOnce)

    await consumer.registered
    expect(consumer.facts().channelOpen).toBe(false)
  })
})
