import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { queues, type SyncCommand, SyncError } from '@aaps-data/contracts'
import { waitFor } from '@aaps-data/testing'
import { createPublisher, type Delivery } from '../src/index.ts'
import { type TestBroker } from './open-test-broker.ts'
import {
  aCommand,
  atOnce,
  fastRetry,
  openConsumerWorld,
  queue,
  type ConsumerWorld,
} from './consumer-world.ts'

describe('consume', () => {
  let world: ConsumerWorld
  let test: TestBroker

  beforeAll(async () => {
    world = await openConsumerWorld()
    test = world.test
  })
  afterAll(() => world.close())
  afterEach(() => world.clear())

  it('gives the handler what the message says and acknowledges it', async () => {
    const seen: Delivery<SyncCommand>[] = []
    const consumer = world.startConsumer((delivery) => {
      seen.push(delivery)
      return Promise.resolve('ack')
    })

    await world.send('registro')
    await waitFor(() => seen.length === 1 && consumer.facts().inHand === 0, { what: 'a delivery' })

    expect(seen[0]).toMatchObject({
      body: { data: { dataset: 'registro' } },
      routingKey: 'command.scheduled.test',
      properties: { messageId: 'id-registro', userId: undefined, redelivered: false },
    })
    await consumer.stop(atOnce)
    // What was not acknowledged would come again, and before any other.
    world.startConsumer((delivery) => {
      seen.push(delivery)
      return Promise.resolve('ack')
    })
    await world.send('next')
    await waitFor(() => seen.length === 2, { what: 'the next delivery' })
    expect(seen[1]?.properties.messageId).toBe('id-next')
  })

  it('row 22: parks what is invalid, with the reason, and goes on with the next message', async () => {
    const handled: string[] = []
    world.startConsumer(({ body }) => {
      handled.push(body.data.dataset)
      return Promise.resolve('ack')
    })

    await world.sendBytes(Buffer.from('{"specversion":'), 'cut')
    await world.sendBytes(Buffer.alloc(300_000, 0x20), 'large')
    await world.sendBytes(Buffer.from(JSON.stringify({ ...aCommand('a'), data: {} })), 'wrong')
    await world.send('next')

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
    world.startConsumer(() => Promise.resolve('ack'), { publisher: stopped })

    await world.sendBytes(Buffer.from('no JSON'), 'bare')

    const { properties } = await test.take(queues.parking)
    expect(properties.messageId).toBe('bare')
    expect(properties.headers?.['x-first-death-queue']).toBe(queue)
  })

  it('parks what the handler parks, and what it refuses by throwing', async () => {
    world.startConsumer(({ body }) => {
      if (body.data.dataset === 'thrown') throw new SyncError('DATASET_UNKNOWN', { dataset: 'x' })
      return Promise.resolve({ park: { code: 'REQUEST_UNIDENTIFIED', reason: 'Nobody sent it' } })
    })

    await world.send('returned')
    await world.send('thrown')

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
    world.startConsumer(
      ({ properties }) => {
        calls.push({ at: performance.now(), redelivered: properties.redelivered })
        if (calls.length < 4) throw new TypeError('x is undefined')
        return Promise.resolve('ack')
      },
      { retry: { ...fastRetry, firstMs: 500, maxMs: 1_000 } },
    )

    await world.send('defect')
    await waitFor(() => calls.length === 4, { what: 'four deliveries' })

    expect(calls.map(({ redelivered }) => redelivered)).toEqual([false, true, true, true])
    const tookMs = (calls[3]?.at ?? 0) - (calls[0]?.at ?? 0)
    expect(tookMs).toBeGreaterThanOrEqual(250 + 500 + 500)
  })

  it('keeps a delivery in hand through a failure that passes, so the broker never counts it', async () => {
    const calls: boolean[] = []
    world.startConsumer(({ properties }) => {
      calls.push(properties.redelivered)
      if (calls.length < 30) throw new SyncError('TARGET_UNREACHABLE')
      return Promise.resolve('ack')
    })

    await world.send('held')
    await waitFor(() => calls.length === 30, { what: 'thirty attempts' })

    expect(calls.every((redelivered) => !redelivered)).toBe(true)
    expect(await test.ready(queues.parking)).toBe(0)
  })

  it('gives a delivery back when the failure does not pass in time', async () => {
    const calls: boolean[] = []
    world.startConsumer(
      ({ properties }) => {
        calls.push(properties.redelivered)
        if (!properties.redelivered) throw new SyncError('TARGET_UNREACHABLE')
        return Promise.resolve('ack')
      },
      { retry: { ...fastRetry, holdMs: 100 } },
    )

    await world.send('held')
    await waitFor(() => calls.includes(true), { what: 'a redelivery' })
  })
})
