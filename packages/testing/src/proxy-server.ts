import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createNetworkConditions, type Carrier, type NetworkMode } from './network-conditions.ts'

/** The two ends of one connection through a proxy. */
export interface ProxiedConnection {
  readonly client: Socket
  readonly server: Socket
  readonly carrier: Carrier
}

export interface ProxyServer {
  /** The address of the server with the proxy's port in it. */
  readonly url: string
  /** What the network does from now on, to connections that stand and to new ones. */
  setNetwork(mode: NetworkMode): Promise<void>
  /** Resets all connections; new ones are taken. */
  cut(): void
  /** Resets all connections and refuses new ones. Safe to repeat. */
  stop(): Promise<void>
}

/**
 * Listens on a port of its own, which it keeps, and brings each connection to the server behind it.
 * `relay` passes the bytes both ways until either side ends. Memory does not grow with what passes.
 */
export async function createProxyServer({
  upstreamUrl,
  defaultPort,
  relay,
}: {
  readonly upstreamUrl: string
  readonly defaultPort: number
  readonly relay: (connection: ProxiedConnection) => Promise<void>
}): Promise<ProxyServer> {
  const upstream = new URL(upstreamUrl)
  const network = createNetworkConditions()
  const sockets = new Set<Socket>()

  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    return socket.setNoDelay(true)
  }
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const serve = (): Server =>
    createServer((socket) => {
      const client = track(socket)
      if (network.mode().kind === 'reset') {
        client.resetAndDestroy()
        return
      }
      const server = track(
        connect({ host: upstream.hostname, port: Number(upstream.port || defaultPort) }),
      )
      void relay({ client, server, carrier: network.carrier() })
    })
  const listen = async (port: number): Promise<Server> => {
    const listening = serve().listen(port, '127.0.0.1')
    await once(listening, 'listening')
    return listening
  }

  let listening: Server | undefined = await listen(0)
  const { port } = listening.address() as AddressInfo
  const refuse = async (): Promise<void> => {
    const closing = listening
    listening = undefined
    if (closing === undefined) return
    const closed = once(closing, 'close')
    closing.close()
    cut()
    await closed
  }

  const url = new URL(upstreamUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    async setNetwork(mode) {
      network.set(mode)
      if (mode.kind === 'reset') cut()
      if (mode.kind === 'refuse') await refuse()
      else listening ??= await listen(port)
    },
    cut,
    async stop() {
      network.set({ kind: 'refuse' })
      await refuse()
    },
  }
}
