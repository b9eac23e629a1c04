import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createBroker, createPublisher, type Publisher } from '@aaps-data/amqp'
import {
  claimRun,
  createRelay,
  endAttempt,
  requestKeyOf,
  requestRun,
  type OutboxMessage,
} from '@aaps-data/ledger'
import { createLogger } from '@aaps-data/runtime'
import { createAmqpFaultProxy, waitFor, type AmqpFaultProxy } from '@aaps-data/testing'
import type { Monitor } from '../src/open-monitor.ts'
import { follow, type Browser } from './browser.ts'
import { comparable } from './live-model.ts'
import { createMonitorUnderTest, type MonitorUnderTest } from './monitor-under-test.ts'

const writer = 'test'
const failure = { code: 'TARGET_LOCKED', message: 'x', details: {}, causes: [] }

describe('a monitor that does not get events as they were written', () => {
  let ledger: MonitorUnderTest
  let proxy: AmqpFaultProxy
  let monitor: Monitor
  let publisher: Publisher
  let closeBroker: () => Promise<void>
  const browsers: Browser[] = []

  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
    proxy = await createAmqpFaultProxy({ upstreamUrl: ledger.vhost.url })
    monitor = await ledger.open({ amqpUrl: proxy.url })
    const log = createLogger({ service: 'test', level: 'silent', instance: writer })
    const broker = createBroker({ url: ledger.vhost.url, name: writer, log })
    publisher = createPublisher({ broker, log })
    closeBroker = () => broker.close()
    await waitFor(() => publisher.facts().channelOpen, { what: 'the broker' })
  })
  afterEach(async () => {
    await Promise.all(browsers.splice(0).map((browser) => browser.close()))
  })
  afterAll(async () => {
    await publisher.stop(1_000)
    await closeBroker()
    await ledger.close()
    await proxy.stop()
  })

  async function browse(of: Monitor): Promise<Browser> {
    const browser = await follow(of)
    browsers.push(browser)
    return browser
  }
  const request = async (key: string) => {
    const { runId } = await requestRun(
      ledger.db,
      {
        dataset: 'registro',
        class: 'interactive',
        origin: 'service',
        key: requestKeyOf('tests', key),
        requestedBy: 'tests',
        maxAttempts: 3,
      },
      writer,
    )
    return runId
  }
  const runToItsEnd = async (key: string) => {
    const runId = await request(key)
    const claim = await claimRun(ledger.db, { runId, worker: writer, leaseMs: 60_000 })
    if (typeof claim === 'string') throw new Error(`Not claimed: ${claim}`)
    await endAttempt(ledger.db, claim, { next: 'failed', error: failure }, writer)
    return runId
  }
  /** Without what tells one monitor from another. */
  const shown = (browser: Browser) => ({
    ...comparable(browser.model()),
    epoch: undefined,
    seq: undefined,
    ledgerReadAt: undefined,
  })
  const publish = (message: OutboxMessage) => publisher.publish({ ...message, timeoutMs: 5_000 })

  it('row 28: shows the last state when events come twice and the last one first', async () => {
    const browser = await browse(monitor)
    await waitFor(() => browser.model().brokerConnected, { what: 'the broker' })
    const runId = await runToItsEnd('twice')
    const sent: OutboxMessage[] = []
    const relay = createRelay({
      db: ledger.db,
      writer,
      publish: (message) => {
        sent.push(message)
        return Promise.resolve('confirmed')
      },
      isReady: () => true,
      onError: (error) => {
        throw error
      },
    })
    relay.start()
    await relay.stop()
    const states: unknown[] = []
    browser.socket.on('message', () => {
      states.push(browser.model().runs.find(({ id }) => id === runId)?.state)
    })
    expect(sent.length).toBeGreaterThan(2)
    for (const message of [...sent.toReversed(), ...sent]) await publish(message)

    await waitFor(() => states.includes('failed'), { what: 'the run to have failed' })
    const marks = browser.frames.length
    await waitFor(() => browser.frames.length > marks, { what: 'a later frame', timeoutMs: 20_000 })
    expect(states.slice(states.indexOf('failed'))).not.toContain('queued')
    expect(states.slice(states.indexOf('failed'))).not.toContain('running')
  })

  it('row 29: shows the same as any other after it missed 500 events, and after a restart', async () => {
    const browser = await browse(monitor)
    await proxy.setNetwork({ kind: 'black-hole' })
    let events = 0
    const relay = createRelay({
      db: ledger.db,
      writer,
      publish: (message) => {
        events += 1
        return publish(message)
      },
      isReady: () => publisher.facts().channelOpen,
      onError: (error) => {
        throw error
      },
    })
    relay.start()
    for (let n = 0; events < 500; n += 1) {
      await runToItsEnd(`missed-${n}`)
      relay.wake()
    }
    const last = await request('missed-last')
    await relay.stop()
    process.stdout.write(`row 29: ${events} events while the monitor's broker was a black hole\n`)
    const other = await browse(await ledger.open())
    const isSame = () => JSON.stringify(shown(browser)) === JSON.stringify(shown(other))
    await proxy.setNetwork({ kind: 'reset' })
    await proxy.setNetwork({ kind: 'pass' })
    await waitFor(
      () =>
        isSame() &&
        browser.model().brokerConnected &&
        browser.model().runs.some(({ id }) => id === last),
      { what: 'both to show the same', timeoutMs: 25_000 },
    ).catch(() => undefined)
    expect(shown(browser)).toEqual(shown(other))
    expect(browser.model().brokerConnected).toBe(true)

    const port = Number(new URL(monitor.url).port)
    const sentAway = once(browser.socket, 'close')
    await monitor.stop()
    expect((await sentAway)[0]).toBe(1001)
    const resumed = await browse(await ledger.open({ amqpUrl: proxy.url, port }))
    await waitFor(() => resumed.model().brokerConnected, { what: 'the broker', timeoutMs: 15_000 })
    expect(shown(resumed)).toEqual(shown(other))
  }, 60_000)
})
