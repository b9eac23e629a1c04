import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { stopEpmd } from './epmd.ts'
import { comesFree, freePorts } from './free-ports.ts'
import { checkKeptData } from './kept-data.ts'
import type { LocalSettings } from './local-settings.ts'
import { isStillOurs } from './process-alive.ts'
import { probeRabbitmq } from './probe-rabbitmq.ts'
import { findRabbitmqBinaries } from './rabbitmq-binaries.ts'
import { configureRabbitmq } from './rabbitmq-configuration.ts'
import { StackError } from './stack-error.ts'
import { readStackState, updateStackState, type RabbitmqState } from './stack-state.ts'
import { startFailure, waitUntilReady, type StartedServer } from './wait-until-ready.ts'

/**
 * Makes sure that the private RabbitMQ node of the stack answers on AMQP and HTTP, and gives its
 * state. What durable queues held is there again after any stop. It listens on 127.0.0.1 alone.
 * The caller holds the lock of the stack.
 */
export async function startRabbitmq(settings: LocalSettings): Promise<RabbitmqState> {
  const { directory, step } = settings
  const known = readStackState(directory).rabbitmq
  if (known !== undefined && isStillOurs(known.pid, rabbitmqMark(directory))) {
    // It may be ending at this moment.
    if (await waitUntilReady(asServer(known, known.pid, directory))) return known
  }
  checkKeptData({ folder: rabbitmqHome(directory), isPasswordKnown: known !== undefined })
  const binaries = await findRabbitmqBinaries(settings)
  const settled = await settle(settings, known)
  return await step(
    `Starting RabbitMQ on 127.0.0.1:${settled.amqpPort} (${binaries.origin})`,
    async () => {
      const pid = launch({ settings, settled, binaries })
      const started = { ...settled, pid }
      updateStackState(directory, { rabbitmq: started })
      const server = asServer(started, pid, directory)
      if (!(await waitUntilReady(server))) throw startFailure(server, 'it ended')
      return started
    },
  )
}

/** Where the private RabbitMQ node of a stack keeps everything. */
export function rabbitmqHome(directory: string): string {
  return join(directory, 'rabbitmq')
}

/** How the node of a stack is told from any other process: by its environment. */
export function rabbitmqMark(directory: string): { mark: string; file: 'environ' } {
  return { mark: `\0RABBITMQ_BASE=${rabbitmqHome(directory)}\0`, file: 'environ' }
}

async function settle(
  { directory, certificates }: LocalSettings,
  known: RabbitmqState | undefined,
): Promise<RabbitmqState> {
  // A node that was killed leaves its epmd behind, on one of the ports.
  if (known !== undefined) await stopEpmd(known.epmdPort)
  const password = known?.password ?? randomBytes(18).toString('base64url')
  const ports = (await usablePorts(known)) ?? (await newPorts())
  const [tlsPort] = await freePorts(certificates === undefined ? 0 : 1)
  const settled = {
    ...ports,
    ...(tlsPort === undefined ? {} : { tlsPort }),
    password,
    url: `amqp://app:${password}@127.0.0.1:${ports.amqpPort}`,
    managementUrl: `http://app:${password}@127.0.0.1:${ports.managementPort}`,
  }
  updateStackState(directory, { rabbitmq: settled })
  return settled
}

type Ports = Pick<RabbitmqState, 'amqpPort' | 'distributionPort' | 'epmdPort' | 'managementPort'>

async function usablePorts(known: RabbitmqState | undefined): Promise<Ports | undefined> {
  if (known === undefined) return undefined
  const { amqpPort, distributionPort, epmdPort, managementPort } = known
  const ports = { amqpPort, distributionPort, epmdPort, managementPort }
  const areFree = await Promise.all(Object.values(ports).map(comesFree))
  return areFree.every(Boolean) ? ports : undefined
}

async function newPorts(): Promise<Ports> {
  const [amqpPort, distributionPort, epmdPort, managementPort] = await freePorts(4)
  return { amqpPort, distributionPort, epmdPort, managementPort } as Ports
}

function launch({
  settings: { directory, certificates },
  settled,
  binaries,
}: {
  settings: LocalSettings
  settled: RabbitmqState
  binaries: { server: string; env: NodeJS.ProcessEnv }
}): number {
  const home = rabbitmqHome(directory)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    ...configureRabbitmq(home, settled, certificates),
    ...binaries.env,
  }
  const log = openSync(consoleLog(directory), 'a', 0o600)
  const server = spawn(binaries.server, [], {
    // Crash dumps go to the working directory.
    cwd: home,
    env,
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  server.unref()
  if (server.pid === undefined) throw new StackError(`${binaries.server} could not be started`)
  return server.pid
}

function consoleLog(directory: string): string {
  return join(rabbitmqHome(directory), 'log', 'console')
}

function asServer(state: RabbitmqState, pid: number, directory: string): StartedServer {
  return {
    name: 'RabbitMQ',
    pid,
    logFile: consoleLog(directory),
    probe: () => probeRabbitmq(state),
    timeoutMs: 120_000,
  }
}
