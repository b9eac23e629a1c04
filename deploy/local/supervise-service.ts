import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { restartDelayMs } from './restart-delay.ts'

export interface ServiceProcess {
  readonly name: string
  readonly file: string
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
}

export interface SupervisedService {
  /** Ends it by SIGTERM, by SIGKILL after `graceMs`; it is not started again. Safe to repeat. */
  stop(graceMs: number): Promise<void>
}

/**
 * Keeps a service running: starts it, sends what it writes to its log file, and starts it again,
 * with growing delays, whenever it ends. `onStart` gets each process number, `onEnd` what to tell.
 */
export function superviseService(
  { name, file, env, logFile }: ServiceProcess,
  { onStart, onEnd }: { onStart: (pid: number) => void; onEnd: (message: string) => void },
): SupervisedService {
  let isStopping = false
  let child: ChildProcess | undefined
  let delayMs: number | undefined
  let timer: NodeJS.Timeout | undefined

  const start = (): void => {
    const startedAt = performance.now()
    const log = openSync(logFile, 'a', 0o600)
    // Detached: Ctrl-C in the terminal is for the launcher, which stops services in order.
    child = spawn(process.execPath, ['--enable-source-maps', file], {
      env,
      stdio: ['ignore', log, log],
      detached: true,
    })
    closeSync(log)
    if (child.pid !== undefined) onStart(child.pid)
    child.on('error', (error) => onEnd(`${name} can't be started: ${error.message}`))
    child.on('exit', (status, signal) => {
      if (isStopping) return
      delayMs = restartDelayMs({ previousDelayMs: delayMs, aliveMs: performance.now() - startedAt })
      onEnd(
        `${name} ended (${signal ?? status}) and starts again in ${delayMs / 1000} s; see ${logFile}`,
      )
      timer = setTimeout(start, delayMs)
    })
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
