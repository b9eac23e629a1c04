import { createAmqpReader, type AmqpFrame, type AmqpMethod, type AmqpPiece } from './amqp-frames.ts'
import type { Direction } from './network-conditions.ts'
import { createProxyServer, type ProxiedConnection, type ProxyServer } from './proxy-server.ts'
import { write } from './write-socket.ts'

/**
 * What becomes of a frame. `swallow`: it never arrives, all else goes on. `cut`: nor does it, and the
 * connection ends. `split`: half of it arrives, and the connection ends.
 */
export type AmqpVerdict = 'swallow' | 'cut' | 'split'

export interface AmqpFaultProxy extends ProxyServer {
  /**
   * Treats frames of one kind so: the nth, and with `lasting` every later one of that connection
   * too; `up` is what clients send. Resolves when the first was met.
   */
  onFrame(
    direction: Direction,
    frame: AmqpFrame,
    verdict: AmqpVerdict,
    options?: { readonly nth?: number; readonly lasting?: boolean },
  ): Promise<void>
  /**
   * Shows each method frame of one kind, whole, before it is passed on: header, class, method,
   * arguments.
   */
  watch(direction: Direction, frame: AmqpMethod, listener: (bytes: Buffer) => void): void
}

interface Rule {
  readonly direction: Direction
  readonly frame: AmqpFrame
  readonly verdict: AmqpVerdict
  readonly lasting: boolean
  left: number
  readonly met: () => void
}

interface Watch {
  readonly direction: Direction
  readonly frame: AmqpMethod
  readonly listener: (bytes: Buffer) => void
}

/**
 * Stands between AMQP clients and a broker and makes the network lose exact frames: a confirm
 * (`down`, `basic.ack`), the acknowledgement of a delivery (`up`, `basic.ack`), half a message
 * (`up`, `body`, `split`). It does not speak TLS.
 */
export async function createAmqpFaultProxy({
  upstreamUrl,
}: {
  readonly upstreamUrl: string
}): Promise<AmqpFaultProxy> {
  const rules = new Set<Rule>()
  const watches: Watch[] = []
  const meet: Meet = (direction, frame, bytes) => {
    for (const watch of watches) {
      if (watch.direction === direction && watch.frame === frame) watch.listener(bytes)
    }
    for (const rule of rules) {
      if (rule.direction !== direction || rule.frame !== frame) continue
      rule.left -= 1
      if (rule.left > 0) continue
      if (!rule.lasting) rules.delete(rule)
      rule.met()
      return rule.verdict
    }
    return undefined
  }
  const proxy = await createProxyServer({
    upstreamUrl,
    defaultPort: 5672,
    relay: (connection) => relay(connection, meet),
  })
  return {
    ...proxy,
    onFrame: (direction, frame, verdict, { nth = 1, lasting = false } = {}) =>
      new Promise((met) => {
        rules.add({ direction, frame, verdict, lasting, left: nth, met })
      }),
    watch(direction, frame, listener) {
      watches.push({ direction, frame, listener })
    },
  }
}

type Meet = (direction: Direction, frame: AmqpFrame, bytes: Buffer) => AmqpVerdict | undefined

async function relay(connection: ProxiedConnection, meet: Meet): Promise<void> {
  const { client, server } = connection
  try {
    await Promise.race([pass(connection, 'up', meet), pass(connection, 'down', meet)])
  } catch {
    // A socket that failed ends the connection, which is what the other side has to see.
  } finally {
    client.destroy()
    server.destroy()
  }
}

async function pass(
  { client, server, carrier }: ProxiedConnection,
  direction: Direction,
  meet: Meet,
): Promise<void> {
  const [from, to] = direction === 'up' ? [client, server] : [server, client]
  const read = createAmqpReader(direction === 'up' ? 'client' : 'server')
  const carry = (bytes: Buffer) => carrier.carry(direction, bytes, (piece) => write(to, piece))
  let isSwallowing = false
  for await (const chunk of from) {
    for (const piece of read(chunk as Buffer)) {
      const verdict = piece.frame && meet(direction, piece.frame, piece.bytes)
      if (piece.frame !== undefined) isSwallowing = verdict === 'swallow'
      if (verdict === 'split') await carry(firstHalf(piece))
      if (verdict === 'split' || verdict === 'cut') return
      if (isSwallowing) continue
      if (!(await carry(piece.bytes))) return
    }
  }
}

function firstHalf({ bytes }: AmqpPiece): Buffer {
  return bytes.subarray(0, Math.ceil(bytes.length / 2))
}
