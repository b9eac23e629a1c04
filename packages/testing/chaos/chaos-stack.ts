import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '../src/local-tool.ts'
import { controlBroker } from './control-broker.ts'

const run = promisify(execFile)

interface StackState {
  readonly postgres: { readonly url: string; readonly pid: number }
  readonly rabbitmq: { readonly url: string; readonly managementUrl: string; readonly pid: number }
}

/** A PostgreSQL and a RabbitMQ of its own, which may be killed and come back with their data. */
export interface ChaosStack {
  readonly state: StackState
  /** Ends it with the signal, SIGKILL unless told. */
  kill(server: 'postgres' | 'rabbitmq', signal?: NodeJS.Signals): void
  /** Starts what does not run, at its old port. */
  heal(): Promise<void>
  /** Calls `rabbitmqctl` for its broker, which runs. */
  controlBroker(...command: readonly string[]): Promise<void>
  /** Sets how much disk has to be free for the broker to take messages, when it is started again. */
  keepDiskFree(limit: string): Promise<void>
  /** Stops both and removes their data. */
  stop(): Promise<void>
}

export async function startChaosStack(): Promise<ChaosStack> {
  const directory = join(repository, '.local', 'chaos', String(process.pid))
  const tool = (command: string) =>
    run(
      process.execPath,
      [
        '--import',
        'tsx',
        '-C',
        '@aaps-data/source',
        'deploy/local/cli.ts',
        command,
        '--dir',
        directory,
      ],
      { cwd: repository },
    )
  const read = () => JSON.parse(readFileSync(join(directory, 'state.json'), 'utf8')) as StackState
  await tool('up')
  const state = read()
  return {
    state,
    kill: (server, signal = 'SIGKILL') => process.kill(read()[server].pid, signal),
    async heal() {
      await tool('up')
    },
    controlBroker: (...command) => controlBroker(read().rabbitmq.pid, command),
    keepDiskFree: (limit) =>
      writeFile(
        join(directory, 'rabbitmq', 'etc', 'conf.d', '90-disk.conf'),
        `disk_free_limit.absolute = ${limit}\n`,
      ),
    async stop() {
      await tool('down')
      await rm(directory, { recursive: true, force: true })
    },
  }
}
