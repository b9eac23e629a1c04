import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createBroker, createLossyPublisher, createPublisher } from '@aaps-data/amqp'
import { exchanges, progressEventType, progressKey, type ProgressEvent } from '@aaps-data/contracts'
import { claimRun, createRelay, endAttempt, requestKeyOf, requestRun } from '@aaps-data/ledger'
import { createLogger } from '@aaps-data/runtime'
import { waitFor } from '@aaps-data/testing'
import type { Monitor } from '../src/open-monitor.ts'
import { follow, type Browser } from './browser.ts'
import { comparable } from './live-model.ts'
import { createMonitorUnderTest, noBroker, type MonitorUnderTest } from './monitor-under-test.ts'

const writer = 'test'

function openRelay(ledger: MonitorUnderTest) {
  const log = createLogger({ service: 'test', level: 'silent', instance: writer })
  const broker = createBroker({ url: ledger.vhost.url, name: writer, log })
  const publisher = createPublisher({ broker, log })
  const progressPublisher = createLossyPublisher({ broker, log })
  const errors: unknown[] = []
  const relay = createRelay({
    db: ledger.db,
    writer,
    publish: (message) => publisher.publish({ ...message, timeoutMs: 5_000 }),
    isReady: () => publisher.facts().channelOpen,
    onError: (error) => errors.push(error),
  })
  relay.start()
  return {
    wake: () => {
      relay.wake()
    },
    isReady: () => publisher.facts().channelOpen,
    progress: progressPublisher,
    async stop() {
      expect(errors).toEqual([])
      await relay.stop()
      await Promise.all([publisher.stop(1_000), progressPublisher.stop()])
      await broker.close()
    },
  }
}

describe('the live stream', () => {
  let ledger: MonitorUnderTest
  let monitor: Monitor
  let relay: ReturnType<typeof openRelay>
  const browsers: Browser[] = []

  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
    monitor = await ledger.open()
    relay = openRelay(ledger)
    await waitFor(() => relay.isReady(), { what: 'the broker' })
  })
  afterEach(async () => {
    await Promise.all(browsers.splice(0).map((browser) => browser.close()))
  })
  afterAll(async () => {
    await relay.stop()
    await ledger.close()
  })

  async function browse(of = monitor): Promise<Browser> {
    const browser = await follow(of)
    browsers.push(browser)
    return browser
  }

  async function request(key: string, dataset = 'registro'): Promise<string> {
    const { runId } = await requestRun(
      ledger.db,
      {
        dataset,
        class: 'interactive',
        origin: 'service',
        key: requestKeyOf('tests', key),
        requestedBy: 'tests',
        maxAttempts: 3,
      },
      writer,
    )
    relay.wake()
    return runId
  }

  async function claim(runId: string) {
    const claimed = await claimRun(ledger.db, { runId, worker: writer, leaseMs: 60_000 })
    relay.wake()
    if (typeof claimed === 'string') throw new Error(`Not claimed: ${claimed}`)
    return claimed
  }

  async function fail(claimed: Awaited<ReturnType<typeof claim>>): Promise<void> {
    const error = { code: 'TARGET_LOCKED', message: 'x', details: {}, causes: [] }
    await endAttempt(ledger.db, claimed, { next: 'failed', error }, writer)
    relay.wake()
  }

  function shownState(browser: Browser, runId: string): string | undefined {
    return browser.model().runs.find(({ id }) => id === runId)?.state
  }

  it('shows each change of a run well before the ledger is read as a whole', async () => {
    const browser = await browse()
    await waitFor(() => browser.model().brokerConnected, { what: 'the broker' })
    for (const key of ['a', 'b', 'c', 'd']) {
      const runId = await request(key)
      await waitFor(() => shownState(browser, runId) === 'queued', {
        what: `run ${key} to be queued`,
        timeoutMs: 1_000,
      })
      const claimed = await claim(runId)
      await waitFor(() => shownState(browser, runId) === 'running', {
        what: `run ${key} to run`,
        timeoutMs: 1_000,
      })
      await fail(claimed)
      await waitFor(() => shownState(browser, runId) === 'failed', {
        what: `run ${key} to fail`,
        timeoutMs: 1_000,
      })
    }
    const registro = browser.model().datasets.find(({ name }) => name === 'registro')
    expect(registro).toMatchObject({ health: 'failing', lastRun: { errorCode: 'TARGET_LOCKED' } })
    expect(registro?.recent.map(({ state }) => state)).toEqual(Array(4).fill('failed'))
  })

  it('shows how far a run is while it runs', async () => {
    const browser = await browse()
    const runId = await request('progress', 'tarifas')
    const claimed = await claim(runId)
    const event: ProgressEvent = {
      specversion: '1.0',
      id: 'p1',
      source: '/sync/test',
      type: progressEventType,
      data: {
        runId,
        dataset: 'tarifas',
        attempt: claimed.attempt,
        phase: 'stage',
        at: new Date().toISOString(),
        tablesDone: 3,
        tablesTotal: 39,
        rows: 1_200,
      },
    }
    await waitFor(() => shownState(browser, runId) === 'running', { what: 'the run to run' })
    relay.progress.publish({
      exchange: exchanges.events,
      routingKey: progressKey('tarifas'),
      body: event,
      messageId: event.id,
      type: event.type,
    })
    await waitFor(() => browser.model().progress[0]?.rows === 1_200, { what: 'progress' })
    await fail(claimed)
    await waitFor(() => browser.model().progress.length === 0, { what: 'progress to go' })
  })

  it('gives two browsers the same, whenever they came', async () => {
    const early = await browse()
    const runId = await request('two')
    const late = await browse()
    await waitFor(() => shownState(early, runId) === 'queued', { what: 'the run' })
    await waitFor(() => late.model().seq === early.model().seq, { what: 'the same seq' })
    expect(comparable(late.model())).toEqual(comparable(early.model()))
  })

  it('counts the messages that were set aside, within some seconds', async () => {
    const browser = await browse()
    expect(browser.model().setAside).toBe(0)
    const log = createLogger({ service: 'test', level: 'silent', instance: writer })
    const broker = createBroker({ url: ledger.vhost.url, name: 'other service', log })
    const publisher = createPublisher({ broker, log })
    const send = (exchange: string, routingKey: string) =>
      publisher.publish({
        exchange,
        routingKey,
        body: { what: 'nobody understands' },
        messageId: routingKey,
        type: 'x',
        mandatory: true,
        timeoutMs: 5_000,
      })
    await waitFor(() => publisher.facts().channelOpen, { what: 'the broker' })
    expect(await send(exchanges.deadLetters, 'request.sync.registro')).toBe('confirmed')
    expect(await send(exchanges.requests, 'nobody.listens')).toBe('confirmed')
    await waitFor(() => browser.model().setAside === 2, {
      what: 'both messages to be counted',
      timeoutMs: 15_000,
    })
    await publisher.stop(1_000)
    await broker.close()
  })

  it('sends at most about ten frames a second', async () => {
    const browser = await browse()
    const framesBefore = browser.frames.length
    const begunMs = performance.now()
    for (let n = 0; n < 60; n += 1) await request(`many-${n}`)
    const last = await request('many-last')
    await waitFor(() => shownState(browser, last) === 'queued', { what: 'the last run' })
    const seconds = (performance.now() - begunMs) / 1_000
    expect(browser.frames.length - framesBefore).toBeLessThanOrEqual(seconds * 10 + 3)
  })

  it('follows the ledger without any event, within five seconds', async () => {
    const lonely = await ledger.open({ amqpUrl: noBroker })
    const browser = await browse(lonely)
    expect(browser.model().brokerConnected).toBe(false)
    const runId = await request('silent', 'tarifas')
    await waitFor(() => shownState(browser, runId) === 'queued', {
      what: 'the run without events',
      timeoutMs: 5_000,
    })
    await fail(await claim(runId))
    await waitFor(() => shownState(browser, runId) === 'failed', {
      what: 'its end without events',
      timeoutMs: 5_000,
    })
  })

  it('begins a new epoch with a new start, and sends browsers away before it ends', async () => {
    const first = await ledger.open()
    const browser = await follow(first)
    const closed = once(browser.socket, 'close')
    await first.stop()
    expect((await closed)[0]).toBe(1001)
    const second = await browse(await ledger.open())
    expect(second.model().epoch).not.toBe(browser.model().epoch)
    expect(second.model().runs).toEqual(
      expect.arrayContaining([expect.objectContaining({ dataset: 'tarifas' })]),
    )
  })

  it('refuses other origins, other protocols and people without a password', async () => {
    const refused = (options: Parameters<typeof follow>[1]) =>
      follow(monitor, options).then(
        () => 'accepted',
        (error: unknown) => String(error),
      )
    expect(await refused({ headers: { origin: 'http://evil.example' } })).toContain('403')
    expect(await refused({ headers: { origin: 'null' } })).toContain('403')
    expect(await refused({ protocols: ['other'] })).toContain('400')
    expect(await refused({ headers: { authorization: '' } })).toContain('401')
    const own = await follow(monitor, { headers: { origin: monitor.url } })
    browsers.push(own)
    expect(own.frames[0]?.t).toBe('snapshot')
  })
})
