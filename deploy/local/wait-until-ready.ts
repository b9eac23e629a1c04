import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from './process-alive.ts'
import { StackError } from './stack-error.ts'

export interface StartedServer {
  readonly name: string
  readonly pid: number
  readonly logFile: string
  /** Gives undefined when the server is ready, else what is wrong. */
  readonly probe: () => Promise<string | undefined>
  readonly timeoutMs: number
}

/**
 * Asks a server until it is ready, which gives true; false when its process has ended. Throws a
 * StackError with the end of its log when it lives on without getting ready.
 */
export async function waitUntilReady(server: StartedServer): Promise<boolean> {
  const deadline = performance.now() + server.timeoutMs
  for (;;) {
    const failure = await server.probe()
    if (failure === undefined) return true
    if (!isAlive(server.pid)) return false
    if (performance.now() > deadline) throw startFailure(server, failure)
    await delay(40)
  }
}

/** Says that a server does not start, with the end of its log. */
export function startFailure(
  { name, logFile }: Pick<StartedServer, 'name' | 'logFile'>,
  reason: string,
): StackError {
  const log = readFileSync(logFile, 'utf8').slice(-1500)
  return new StackError(`${name} does not start (${reason}). The end of ${logFile}:\n${log}`)
}
