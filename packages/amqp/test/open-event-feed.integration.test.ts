import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import {
  exchanges,
  progressEventType,
  progressKey,
  runEventKey,
  runEventType,
  type ProgressEvent,
  type RunEvent,
  type SyncEvent,
} from '@aaps-data/contracts'
import { waitFor } from '@aaps-data/testing'
import {
  createLossyPublisher,
  createPublisher,
  openEventFeed,
  type Feed,
  type LossyPublisher,
  type Publisher,
} from '../src/index.ts'
import { openTestBroker, type TestBroker } from './open-test-broker.ts'

function aRunEvent(seq: number): RunEvent {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: '/test',
    type: runEventType,
    data: {
      runId: randomUUID(),
      dataset: 'registro',
      state: 'running',
      seq,
      attempt: 1,
      at: '2026-11-24T05:00:00.000Z',
    },
  }
}

const progress: ProgressEvent = {
  specversion: '1.0',
  id: 'p-1',
  source: '/test',
  type: progressEventType,
  data: {
    runId: randomUUID(),
    dataset: 'registro',
    attempt: 1,
    phase: 'stage',
    at: '2026-11-24T05:00:00.000Z',
    tablesDone: 0,
    tablesTotal: 3,
    rows: 1_000,
  },
}

describe('openEventFeed', () => {
  let test: TestBroker
  let publisher: Publisher
  let lossy: LossyPublisher
  let feed: Feed | undefined

  beforeAll(async () => {
    test = await openTestBroker()
    publisher = createPublisher({ broker: test.broker, log: test.log })
    lossy = createLossyPublisher({ broker: test.broker, log: test.log })
  })
  afterEach(() => feed?.stop())
  afterAll(async () => {
    await lossy.stop()
    await publisher.stop(1_000)
    await test.close()
  })

  async function send(body: object | Buffer): Promise<void> {
    await publisher.publish({
      exchange: exchanges.events,
      routingKey: runEventKey('running', 'registro'),
      body,
      messageId: randomUUID(),
      type: runEventType,
      mandatory: false,
      timeoutMs: 10_000,
    })
  }

  function seqsOf(events: readonly SyncEvent[]): readonly number[] {
    return events.flatMap((event) => (event.type === runEventType ? [event.data.seq] : []))
  }

  async function openFeed(onEvent: (event: SyncEvent) => void): Promise<{ gaps(): number }> {
    let gaps = 0
    feed = openEventFeed({
      broker: test.broker,
      onEvent,
      onGap: () => (gaps += 1),
      log: test.log,
    })
    await waitFor(() => feed?.facts().channelOpen, { what: 'the feed' })
    return { gaps: () => gaps }
  }

  it('hears of every event in order, also of more than are acknowledged at once', async () => {
    const events: SyncEvent[] = []
    const listening = await openFeed((event) => events.push(event))

    const count = 1_000
    await Promise.all(Array.from({ length: count }, (_, index) => send(aRunEvent(index + 1))))
    await waitFor(() => events.length === count, { what: 'all events' })

    expect(seqsOf(events)).toEqual(Array.from({ length: count }, (_, index) => index + 1))
    expect(listening.gaps()).toBe(1)
  })

  it('drops and counts what is invalid, and survives a listener that throws', async () => {
    const seen: number[] = []
    await openFeed((event) => {
      const [seq = 0] = seqsOf([event])
      seen.push(seq)
      if (seq === 1) throw new Error('broken listener')
    })

    await send(Buffer.from('no JSON'))
    await send({ ...aRunEvent(1), data: { seq: 'one' } })
    await send(aRunEvent(1))
    await send(aRunEvent(2))
    await waitFor(() => seen.includes(2), { what: 'the last event' })

    expect(seen).toEqual([1, 2])
    expect(feed?.facts()).toMatchObject({ invalid: 2, messages: 4 })
  })

  it('tells of a gap after each subscription and goes on', async () => {
    const events: SyncEvent[] = []
    const listening = await openFeed((event) => events.push(event))
    await send(aRunEvent(1))
    await waitFor(() => events.length === 1, { what: 'the first event' })

    await test.cutConnections('consume')
    await waitFor(() => listening.gaps() === 2, { what: 'the gap' })
    await send(aRunEvent(2))
    await waitFor(() => events.length === 2, { what: 'the second event' })

    expect(seqsOf(events)).toEqual([1, 2])
  })

  it('misses nothing that happens after it told of a gap', async () => {
    const events: SyncEvent[] = []
    const sent: Promise<void>[] = []
    feed = openEventFeed({
      broker: test.broker,
      onEvent: (event) => events.push(event),
      onGap: () => sent.push(send(aRunEvent(7))),
      log: test.log,
    })

    await waitFor(() => events.length === 1, { what: 'the event' })

    expect(seqsOf(events)).toEqual([7])
    await Promise.all(sent)
  })

  it('hears of progress, which is sent without a confirm', async () => {
    const events: SyncEvent[] = []
    await openFeed((event) => events.push(event))
    const message = {
      exchange: exchanges.events,
      routingKey: progressKey('registro'),
      body: progress,
      messageId: progress.id,
      type: progressEventType,
    }

    expect(lossy.publish(message)).toBe(true)
    await waitFor(() => events.length === 1, { what: 'the progress' })
    expect(events).toEqual([progress])

    await test.cutConnections('publish')
    expect(lossy.publish(message)).toBe(false)
    expect(lossy.dropped()).toBe(1)
    await waitFor(() => lossy.publish(message), { what: 'the publisher to be back' })
  })

  it('drops progress when what was sent before does not leave', async () => {
    await openFeed(() => undefined)
    await waitFor(() => test.broker.publishing.state().connected, { what: 'the connection' })
    const before = lossy.dropped()
    const message = {
      exchange: exchanges.events,
      routingKey: 'unheard',
      body: Buffer.alloc(100_000),
      messageId: 'p',
      type: progressEventType,
    }

    // All in one turn of the event loop: nothing can leave meanwhile.
    const sent = Array.from({ length: 5_000 }, () => lossy.publish(message)).filter(Boolean).length

    expect(sent).toBeLessThan(5_000)
    expect(lossy.dropped() - before).toBe(5_000 - sent)
    await waitFor(() => lossy.publish({ ...message, body: {} }), { what: 'the way to be free' })
  })
})
