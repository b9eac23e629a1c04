import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import {
  createFaultRules,
  type FaultAction,
  type FaultOptions,
  type FaultRules,
} from './fault-rules.ts'
import { relayConnection } from './relay-connection.ts'

export interface FaultProxy {
  /** The address of the server with the proxy's port in it. */
  readonly url: string
  /**
   * Runs `action` once, at the given moment of the nth statement that matches `pattern`; a
   * statement is the text of a Query or Parse message.
   */
  onStatement(pattern: RegExp, action: FaultAction, options?: FaultOptions): void
  /** Calls `listener` with each statement that a client sends, in their order, before any rule. */
  onEveryStatement(listener: (statement: string) => void): void
  /**
   * Kills a process with SIGKILL at that moment and cuts its connection: at `before` the server
   * never sees the statement, at `answered` it has carried it out. Resolves when it was done.
   */
  killWhen(
    pattern: RegExp,
    victim: { kill(signal: 'SIGKILL'): unknown },
    options?: FaultOptions,
  ): Promise<void>
  /** Lets nothing through in either direction, as a network that went dead, until `resume`. */
  pause(): void
  resume(): void
  /** Resets all connections; new ones are taken. */
  cut(): void
  /** Resets all connections and refuses new ones. Safe to repeat. */
  stop(): Promise<void>
}

/**
 * Stands between a PostgreSQL client and its server and makes the network or the client fail at
 * an exact statement. It does not speak TLS. Memory does not grow with what passes.
 */
export async function createFaultProxy({
  upstreamUrl,
}: {
  upstreamUrl: string
}): Promise<FaultProxy> {
  const upstream = new URL(upstreamUrl)
  const rules = createFaultRules()
  const listeners: ((statement: string) => void)[] = []
  const observed: FaultRules = {
    ...rules,
    match: (statement) => {
      for (const listener of listeners) listener(statement)
      return rules.match(statement)
    },
  }
  const sockets = new Set<Socket>()
  let resume: (() => void) | undefined
  let gate: Promise<void> = Promise.resolve()

  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    return socket.setNoDelay(true)
  }
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }

  const server = createServer((client) => {
    const target = connect({ host: upstream.hostname, port: Number(upstream.port || 5432) })
    void relayConnection({
      client: track(client),
      server: track(target),
      rules: observed,
      gate: () => gate,
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const url = new URL(upstreamUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    onStatement: (pattern, action, options) => {
      rules.add(pattern, action, options)
    },
    onEveryStatement: (listener) => {
      listeners.push(listener)
    },
    killWhen: (pattern, victim, options) =>
      new Promise((resolve) => {
        rules.add(
          pattern,
          () => {
            victim.kill('SIGKILL')
            resolve()
            return 'cut'
          },
          options,
        )
      }),
    pause: () => {
      if (resume !== undefined) return
      gate = new Promise((open) => {
        resume = open
      })
    },
    resume: () => {
      resume?.()
      resume = undefined
    },
    cut,
    stop: async () => {
      if (server.listening) server.close()
      cut()
      await Promise.resolve()
    },
  }
}
