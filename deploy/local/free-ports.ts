import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const comesFreeWithinMs = 5_000

/** Picks `count` different TCP ports of 127.0.0.1 on which nobody listens at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held at once, or the kernel might give the same one twice.
  const servers = await Promise.all(Array.from({ length: count }, () => listenOn(0)))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map(closeServer))
  return ports
}

/**
 * Whether a server can listen on this port of 127.0.0.1, now or within 5 s: one that was killed
 * holds its port until its last process is gone.
 */
export async function comesFree(port: number): Promise<boolean> {
  const endMs = performance.now() + comesFreeWithinMs
  while (!(await isPortFree(port))) {
    if (performance.now() > endMs) return false
    await delay(100)
  }
  return true
}

/** Whether a server could listen on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    await closeServer(await listenOn(port))
    return true
  } catch {
    return false
  }
}

async function listenOn(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function closeServer(server: Server): Promise<void> {
  server.close()
  await once(server, 'close')
}
