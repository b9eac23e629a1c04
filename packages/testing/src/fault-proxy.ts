import {
  createFaultRules,
  type FaultAction,
  type FaultOptions,
  type FaultRules,
} from './fault-rules.ts'
import { createProxyServer, type ProxyServer } from './proxy-server.ts'
import { relayConnection } from './relay-connection.ts'

export interface FaultProxy extends ProxyServer {
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
}

/**
 * Stands between a PostgreSQL client and its server and makes the network or the client fail at
 * an exact statement. It does not speak TLS.
 */
export async function createFaultProxy({
  upstreamUrl,
}: {
  upstreamUrl: string
}): Promise<FaultProxy> {
  const rules = createFaultRules()
  const listeners: ((statement: string) => void)[] = []
  const observed: FaultRules = {
    ...rules,
    match: (statement) => {
      for (const listener of listeners) listener(statement)
      return rules.match(statement)
    },
  }
  const proxy = await createProxyServer({
    upstreamUrl,
    defaultPort: 5432,
    relay: (connection) => relayConnection({ ...connection, rules: observed }),
  })
  return {
    ...proxy,
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
    pause: () => void proxy.setNetwork({ kind: 'black-hole' }),
    resume: () => void proxy.setNetwork({ kind: 'pass' }),
  }
}
