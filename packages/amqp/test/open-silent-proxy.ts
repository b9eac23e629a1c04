import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface SilentProxy {
  /** The same URL, by way of the proxy. */
  urlOf(url: string): string
  /** From now on nothing that the broker says gets through, and nobody is told. */
  muteBroker(): void
  /** Resets the connections that were muted; new ones work. */
  heal(): void
  close(): Promise<void>
}

/** A TCP proxy that can fall silent without closing anything, as a broken network does. */
export async function openSilentProxy(target: string): Promise<SilentProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isMuted = false

  const server = createServer((client) => {
    const broker = connect(Number(port), hostname)
    for (const socket of [client, broker]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        broker.destroy()
      })
    }
    client.pipe(broker)
    broker.on('data', (chunk: Buffer) => {
      if (!isMuted) client.write(chunk)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo

  return {
    urlOf(url) {
      const proxied = new URL(url)
      proxied.hostname = '127.0.0.1'
      proxied.port = String(address.port)
      return proxied.href
    },
    muteBroker() {
      isMuted = true
    },
    heal() {
      isMuted = false
      for (const socket of sockets) socket.destroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
