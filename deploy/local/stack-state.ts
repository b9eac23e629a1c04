import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface PostgresState {
  readonly port: number
  readonly password: string
  /** Address of the maintenance database, with the password. */
  readonly url: string
  readonly pid?: number
}

export interface RabbitmqState {
  readonly amqpPort: number
  readonly distributionPort: number
  readonly epmdPort: number
  readonly managementPort: number
  /** Of a broker that was given certificates. */
  readonly tlsPort?: number
  readonly password: string
  readonly url: string
  readonly managementUrl: string
  readonly pid?: number
}

export interface ServicesState {
  readonly schedulerHealthPort: number
  readonly workerHealthPort: number
  readonly monitorPort: number
  /** Of the page's first user, admin. */
  readonly adminPassword: string
  /** Process of each running service, by its name. */
  readonly pids: Readonly<Record<string, number>>
}

/** What the private stack must remember from one start to the next. */
export interface StackState {
  readonly postgres?: PostgresState
  readonly rabbitmq?: RabbitmqState
  readonly services?: ServicesState
}

/** Reads the state of the stack in `directory`; an empty one when it was never started. */
export function readStackState(directory: string): StackState {
  try {
    return JSON.parse(readFileSync(stateFile(directory), 'utf8')) as StackState
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/**
 * Replaces parts of the state, atomically and readable only by its owner. Not safe against
 * another process: the caller holds the lock of the stack.
 */
export function updateStackState(directory: string, changes: StackState): void {
  const state = { ...readStackState(directory), ...changes }
  mkdirSync(directory, { recursive: true })
  const temporary = `${stateFile(directory)}.new`
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(temporary, stateFile(directory))
}

function stateFile(directory: string): string {
  return join(directory, 'state.json')
}
