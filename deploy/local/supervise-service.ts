import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { restartDelayMs } from './restart-delay.ts'

export interface ServiceProcess {
  readonly name: string
  readonly file: string
  /** Its working directory. */
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
}

export interface SupervisedService {
  /** Ends it by SIGTERM, by SIGKILL after `graceMs`; it is not started again. Safe to repeat. */
  stop(graceMs: number): Promise<void>
}

/**
 * Keeps a service running: starts it, sends what it writes to its log file, and starts it again,
 * with growing delays, whenever it ends or could not be started. `onStart` gets each process
 * number, `onEnd` what to tell.
 */
export function superviseService(
  { name, file, cwd, env, logFile }: ServiceProcess,
  { onStart, onEnd }: { onStart: (pid: number) => void; onEnd: (message: string) => void },
): SupervisedService {
  let isStopping = false
  let child: ChildProcess | undefined
  let delayMs: number | undefined
  let timer: NodeJS.Timeout | undefined

  const startAgain = (what: string, aliveMs: number): void => {
    if (isStopping) return
    delayMs = restartDelayMs({ previousDelayMs: delayMs, aliveMs })
    onEnd(`${name} ${what} and starts again in ${delayMs / 1000} s; see ${logFile}`)
    timer = setTimeout(start, delayMs)
  }
  const start = (): void => {
    const startedAt = performance.now()
    child = undefined
    let started: ChildProcess
    try {
      started = launch({ file, cwd, env, logFile })
    } catch (error) {
      startAgain(`can't be started (${(error as Error).message})`, 0)
      return
    }
    started.on('error', (error) => {
      // Without a number there is no process, and no exit follows.
      if (started.pid === undefined) startAgain(`can't be started (${error.message})`, 0)
    })
    started.on('exit', (status, signal) => {
      startAgain(`ended (${signal ?? status})`, performance.now() - startedAt)
    })
    if (started.pid === undefined) return
    child = started
    onStart(started.pid)
  }
  start()

  return {
    stop: async (graceMs) => {
      isStopping = true
      clearTimeout(timer)
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const kill = setTimeout(() => child?.kill('SIGKILL'), graceMs)
      await ended
      clearTimeout(kill)
    },
  }
}

/** As in production. A young generation that stays small costs no time, and saves 35 MiB. */
const nodeOptions = ['--enable-source-maps', '--max-semi-space-size=8']

function launch({ file, cwd, env, logFile }: Omit<ServiceProcess, 'name'>): ChildProcess {
  const log = openSync(logFile, 'a', 0o600)
  try {
    // Detached: Ctrl-C in the terminal is for the launcher, which stops services in order.
    return spawn(process.execPath, [...nodeOptions, file], {
      cwd,
      env,
      stdio: ['ignore', log, log],
      detached: true,
    })
  } finally {
    closeSync(log)
  }
}
