import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib'
import type { Logger } from '@aaps-data/runtime'
import { createPauses } from './backoff.ts'
import type { BrokerConnection } from './connect-broker.ts'
import { withDeadline } from './with-deadline.ts'

const closeTimeoutMs = 2_000
/** A channel that lived so long did not fail because of how it was set up. */
const provenMs = 10_000
const reopen = { firstMs: 200, maxMs: 5_000 }
const notFound = 404

interface KeepChannelOptions<Kind extends Channel> {
  readonly connection: BrokerConnection
  readonly create: (model: ChannelModel) => Promise<Kind>
  /** Makes a new channel ready; when it throws, the channel is closed and another one is tried. */
  readonly setUp: (channel: Kind) => Promise<void>
  readonly onReady?: () => void
  /** A channel that was ready is gone. */
  readonly onLost?: () => void
  readonly log: Logger
}

export interface KeptChannel<Kind extends Channel> {
  /** The channel that is ready now, if there is one. */
  current(): Kind | undefined
  /** Closes the channel that is ready, if it is that one, and opens another without a pause. */
  renew(channel: Kind): void
  /** Opens no further channel; the one that is open stays. */
  retire(): void
  close(): Promise<void>
}

/**
 * Keeps one channel open on a connection: a new one after every reconnect, and a new one, after a
 * growing pause, when the server closed it while the connection lives. The connection manager does
 * neither: it would leave publishers waiting and consumers deaf.
 */
export function keepChannel<Kind extends Channel | ConfirmChannel>({
  connection,
  create,
  setUp,
  onReady,
  onLost,
  log,
}: KeepChannelOptions<Kind>): KeptChannel<Kind> {
  let ready: Kind | undefined
  let open: Kind | undefined
  const pauses = createPauses(reopen)
  let timer: NodeJS.Timeout | undefined
  let isRetired = false
  let renewing: Kind | undefined

  function openOn(model: ChannelModel): void {
    if (isRetired || connection.current() !== model) return
    openChannel(model).catch((error: unknown) => {
      if (isRetired) return
      log.warn({ err: error }, 'Channel could not be opened')
      reopenOn(model)
    })
  }

  async function openChannel(model: ChannelModel): Promise<void> {
    const channel = await create(model)
    if (isRetired) return channel.close()
    open = channel
    channel.on('error', (err) => {
      log.warn({ err }, 'Broker closed a channel')
      if ('code' in err && err.code === notFound) connection.reportMissing()
    })
    channel.on('handler-error', (err) => log.error({ err }, 'Listener of a channel failed'))
    let isSettingUp = true
    let readySince = Number.POSITIVE_INFINITY
    // Before the library's own listener, which answers for every message under way: who sends it
    // again at once must not find the dead channel.
    channel.prependOnceListener('close', () => {
      const wasReady = ready === channel
      if (wasReady) ready = undefined
      if (open === channel) open = undefined
      if (wasReady) onLost?.()
      if (performance.now() - readySince >= provenMs) pauses.reset()
      if (renewing === channel) openOn(model)
      else if (!isSettingUp) reopenOn(model)
    })
    try {
      await setUp(channel)
    } catch (error) {
      await channel.close().catch(() => {
        // The server has closed it already, or the connection is gone.
      })
      throw error
    } finally {
      isSettingUp = false
    }
    if (open !== channel) throw new Error('The channel closed while it was set up')
    ready = channel
    readySince = performance.now()
    onReady?.()
  }

  function reopenOn(model: ChannelModel): void {
    if (isRetired || connection.current() !== model) return
    timer = setTimeout(() => openOn(model), pauses.nextMs())
  }

  const stopListening = connection.listen({
    onConnect(model) {
      clearTimeout(timer)
      pauses.reset()
      openOn(model)
    },
    onDisconnect: () => clearTimeout(timer),
  })

  function retire(): void {
    isRetired = true
    clearTimeout(timer)
    stopListening()
  }

  return {
    current: () => ready,
    renew(channel) {
      if (ready !== channel) return
      renewing = channel
      channel.close().catch(() => {
        // It was closed by the other side at the same moment.
      })
    },
    retire,
    async close() {
      retire()
      const last = open
      if (last === undefined) return
      const closing = last.close().catch(() => {
        // It was closed by the other side at the same moment.
      })
      await withDeadline(closing, closeTimeoutMs)
    },
  }
}
