import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const comesFreeWithinMs = 5_000
// Below those that the kernel gives to whoever connects: one of them could be taken before the server
// listens.
const ports = { first: 10_000, last: 32_000 }
const mostTries = 1_000

/** Picks `count` different TCP ports of 127.0.0.1 on which nobody listens at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const picked = new Set<number>()
  for (let tries = 0; picked.size < count && tries < mostTries; tries += 1) {
    const port = randomInt(ports.first, ports.last)
    if (!picked.has(port) && (await isPortFree(port))) picked.add(port)
  }
  if (picked.size < count) throw new Error(`No free port from ${ports.first} to ${ports.last}`)
  return [...picked]
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
