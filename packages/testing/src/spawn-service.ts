import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { repository } from './local-tool.ts'

export interface SpawnedProcess {
  readonly process: ChildProcess
  /** What it wrote on both outputs: its last 5,000 lines, the oldest first. */
  readonly lines: readonly string[]
  /**
   * Gives the first line that matches, of those written already or later. Throws, with the last
   * lines, when the process ends without one or after `timeoutMs` (20 s unless told).
   */
  waitForLine(pattern: RegExp, options?: { timeoutMs?: number }): Promise<string>
  /** Sends SIGTERM and gives the exit status; throws when it takes longer than `timeoutMs`. */
  stop(options?: { timeoutMs?: number }): Promise<number | null>
  /** Sends SIGKILL and waits for the end. Safe to repeat. */
  kill(): Promise<void>
}

/**
 * Starts a service from its build, as in production: plain node, and of the environment only
 * `env`. It is killed when the tests' process ends.
 */
export function spawnService({
  service,
  env,
}: {
  service: 'worker' | 'scheduler' | 'monitor'
  env: Readonly<Record<string, string>>
}): SpawnedProcess {
  return spawnNode({ file: join(repository, 'services', service, 'dist', 'main.js'), env })
}

const asInProduction = ['--enable-source-maps', '--max-semi-space-size=8']
const keptLines = 5000

/** Starts a Node program like `spawnService` does a service; `nodeOptions` go before the file. */
export function spawnNode({
  nodeOptions = [],
  file,
  args = [],
  env = {},
}: {
  nodeOptions?: readonly string[]
  file: string
  args?: readonly string[]
  env?: Readonly<Record<string, string>>
}): SpawnedProcess {
  const child = spawn(process.execPath, [...asInProduction, ...nodeOptions, file, ...args], {
    cwd: repository,
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const killAtExit = (): boolean => child.kill('SIGKILL')
  process.once('exit', killAtExit)
  const ended = once(child, 'close').finally(() => process.off('exit', killAtExit))

  const lines: string[] = []
  const listeners = new Set<(line: string) => void>()
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line)
      if (lines.length > keptLines) lines.shift()
      for (const listener of listeners) listener(line)
    })
  }

  const failure = (what: string): Error =>
    new Error(`${file}: ${what}. Its last lines:\n${lines.slice(-20).join('\n')}`)
  const within = async <T>(work: Promise<T>, what: string, timeoutMs: number): Promise<T> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(failure(`${what} within ${timeoutMs} ms`))
      }, timeoutMs)
    })
    return await Promise.race([work, late]).finally(() => {
      clearTimeout(timer)
    })
  }
  const lineMatching = async (pattern: RegExp): Promise<string> => {
    const known = lines.find((line) => pattern.test(line))
    if (known !== undefined) return known
    let listener: ((line: string) => void) | undefined
    const found = new Promise<string>((resolve) => {
      listener = (line) => {
        if (pattern.test(line)) resolve(line)
      }
      listeners.add(listener)
    })
    const gone = ended.then(() => Promise.reject(failure(`it ended without writing ${pattern}`)))
    return await Promise.race([found, gone]).finally(() => {
      if (listener !== undefined) listeners.delete(listener)
    })
  }

  return {
    process: child,
    lines,
    waitForLine: async (pattern, { timeoutMs = 20_000 } = {}) =>
      await within(lineMatching(pattern), `it wrote no line like ${pattern}`, timeoutMs),
    stop: async ({ timeoutMs = 20_000 } = {}) => {
      child.kill('SIGTERM')
      await within(ended, 'it did not stop', timeoutMs)
      return child.exitCode
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
