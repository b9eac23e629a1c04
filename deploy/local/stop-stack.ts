import { rmSync } from 'node:fs'
import { stopEpmd } from './epmd.ts'
import type { LocalSettings } from './local-settings.ts'
import { isStillOurs, stopProcess } from './process-alive.ts'
import { postgresMark } from './postgres-data.ts'
import { rabbitmqMark } from './start-rabbitmq.ts'
import { readStackState, updateStackState } from './stack-state.ts'

type Signals = Parameters<typeof stopProcess>[1]

/**
 * Stops the servers of the private stack cleanly and keeps their data. Does nothing to a server
 * that does not run. The caller holds the lock.
 */
export async function stopStack({ directory, step }: LocalSettings): Promise<void> {
  await Promise.all([
    stopPostgres(directory, step, [
      { signal: 'SIGINT', graceMs: 15_000 },
      { signal: 'SIGQUIT', graceMs: 5000 },
      { signal: 'SIGKILL', graceMs: 5000 },
    ]),
    // Five seconds of it are the management plugin's.
    stopRabbitmq(directory, step, [
      { signal: 'SIGTERM', graceMs: 20_000 },
      { signal: 'SIGKILL', graceMs: 5000 },
    ]),
  ])
}

/** Ends the servers of a stack at once and removes its folder with all data. */
export async function destroyStack({ directory, step }: LocalSettings): Promise<void> {
  await Promise.all([
    stopPostgres(directory, step, [
      { signal: 'SIGQUIT', graceMs: 5000 },
      { signal: 'SIGKILL', graceMs: 5000 },
    ]),
    stopRabbitmq(directory, step, [{ signal: 'SIGKILL', graceMs: 5000 }]),
  ])
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

async function stopPostgres(
  directory: string,
  step: LocalSettings['step'],
  signals: Signals,
): Promise<void> {
  const { postgres } = readStackState(directory)
  if (postgres?.pid === undefined) return
  const { pid, ...rest } = postgres
  if (isStillOurs(pid, postgresMark(directory))) {
    await step('Stopping PostgreSQL', () => stopProcess(pid, signals))
  }
  updateStackState(directory, { postgres: rest })
}

async function stopRabbitmq(
  directory: string,
  step: LocalSettings['step'],
  signals: Signals,
): Promise<void> {
  const { rabbitmq } = readStackState(directory)
  if (rabbitmq?.pid === undefined) return
  const { pid, ...rest } = rabbitmq
  if (isStillOurs(pid, rabbitmqMark(directory))) {
    await step('Stopping RabbitMQ', () => stopProcess(pid, signals))
  }
  await stopEpmd(rabbitmq.epmdPort)
  updateStackState(directory, { rabbitmq: rest })
}
