import { setTimeout as delay } from 'node:timers/promises'
import { connect as openManager } from 'amqp-connection-manager'
import type { ChannelModel } from 'amqplib'
import type { Logger } from '@aaps-data/runtime'
import type { SyncErrorCode } from '@aaps-data/contracts'
import { backoffMs } from './backoff.ts'
import { brokerFailure } from './broker-failure.ts'
import { brokerAddress, brokerUrls } from './broker-url.ts'
import { destroySocket } from './destroy-socket.ts'
import { socketOptions } from './socket-options.ts'
import { withDeadline } from './with-deadline.ts'

const connectTimeoutMs = 8_000
const closeTimeoutMs = 2_000
const firstRetryMs = 250
const maxRetryMs = 10_000

interface ConnectOptions {
  /** One URL, or several separated by commas: the nodes of one broker, tried in turn. */
  readonly url: string
  /** Shown by the broker's management page. */
  readonly name: string
  readonly log: Logger
  readonly heartbeatS?: number
}

export interface ConnectionState {
  readonly connected: boolean
  /** The broker is short of memory or disk and takes nothing from publishers. */
  readonly blocked: boolean
  /** Why the last attempt to connect failed; undefined once connected. */
  readonly failure: SyncErrorCode | undefined
}

export interface ConnectionListeners {
  readonly onConnect?: (model: ChannelModel) => void
  readonly onDisconnect?: () => void
  readonly onUnblocked?: () => void
  /** A channel met an exchange or a queue that does not exist. */
  readonly onMissing?: () => void
}

export interface BrokerConnection {
  state(): ConnectionState
  /** The live connection, if there is one. */
  current(): ChannelModel | undefined
  /** Adds listeners; `onConnect` is called at once when there is a connection. Returns how to end it. */
  listen(listeners: ConnectionListeners): () => void
  /** Tells the listeners that something which should exist on the broker does not. */
  reportMissing(): void
  /** Ends the connection for good, within seconds even if the peer is silent. Safe to repeat. */
  close(): Promise<void>
}

/**
 * Keeps one live connection to a broker: returns at once, connects in the background, and comes
 * back after every loss, for ever, with growing and random pauses. Never logs credentials.
 */
export function connectBroker({
  url,
  name,
  log,
  heartbeatS = 10,
}: ConnectOptions): BrokerConnection {
  const listeners = new Set<ConnectionListeners>()
  const closing = new AbortController()
  let model: ChannelModel | undefined
  let isBlocked = false
  let failures = 0
  let failure: SyncErrorCode | undefined

  const connectionOptions = {
    timeout: connectTimeoutMs,
    noDelay: true,
    keepAlive: true,
    keepAliveDelay: 10_000,
    clientProperties: { connection_name: name },
  }
  const manager = openManager(null, {
    heartbeatIntervalInSeconds: heartbeatS,
    reconnectTimeInSeconds: firstRetryMs / 1_000,
    // Called before each round over the URLs, so the pause between rounds is made here.
    findServers: async () => {
      if (failures > 0) {
        const pauseMs = backoffMs(failures, { firstMs: firstRetryMs, maxMs: maxRetryMs })
        await delay(pauseMs, undefined, { signal: closing.signal })
      }
      return Promise.all(
        brokerUrls(url).map(async (one) => ({
          url: one,
          connectionOptions: { ...connectionOptions, ...(await socketOptions(one)) },
        })),
      )
    },
  })

  manager.on('connect', ({ connection, url: connectedUrl }) => {
    // The library types the event by a part of what it passes.
    const connected = connection as unknown as ChannelModel
    connected.on('handler-error', (err) => log.error({ err }, 'Listener of the broker failed'))
    model = connected
    isBlocked = false
    failures = 0
    failure = undefined
    const address = typeof connectedUrl === 'string' ? brokerAddress(connectedUrl) : undefined
    log.info({ connection: name, address }, 'Connected to the broker')
    for (const { onConnect } of [...listeners]) onConnect?.(connected)
  })
  manager.on('connectFailed', ({ err, url: failedUrl }) => {
    if (closing.signal.aborted) return
    failures += 1
    const reason = brokerFailure(err, typeof failedUrl === 'string' ? failedUrl : undefined)
    failure = reason.code
    log.warn({ err: reason, connection: name, failures }, 'Broker refused or did not answer')
  })
  manager.on('disconnect', ({ err }) => {
    model = undefined
    isBlocked = false
    log.warn({ err, connection: name }, 'Lost the broker')
    for (const { onDisconnect } of [...listeners]) onDisconnect?.()
  })
  manager.on('blocked', ({ reason }) => {
    isBlocked = true
    log.warn({ connection: name, reason }, 'Broker takes no messages')
  })
  manager.on('unblocked', () => {
    isBlocked = false
    log.info({ connection: name }, 'Broker takes messages again')
    for (const { onUnblocked } of [...listeners]) onUnblocked?.()
  })

  let closed: Promise<void> | undefined
  async function close(): Promise<void> {
    closing.abort()
    const last = model
    const ended = await withDeadline(manager.close(), closeTimeoutMs)
    if (ended === 'late' && last !== undefined) destroySocket(last)
    if (model === undefined) return
    model = undefined
    for (const { onDisconnect } of [...listeners]) onDisconnect?.()
  }

  return {
    state: () => ({ connected: model !== undefined, blocked: isBlocked, failure }),
    current: () => model,
    listen(added) {
      listeners.add(added)
      if (model !== undefined) added.onConnect?.(model)
      return () => listeners.delete(added)
    },
    reportMissing() {
      for (const { onMissing } of [...listeners]) onMissing?.()
    },
    close: () => (closed ??= close()),
  }
}
