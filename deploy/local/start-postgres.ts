import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { comesFree, freePorts } from './free-ports.ts'
import { checkKeptData } from './kept-data.ts'
import type { LocalSettings } from './local-settings.ts'
import { findPostgresBinaries, postgresEnv, type PostgresBinaries } from './postgres-binaries.ts'
import { createPostgresData, dataDirectory, postgresMark } from './postgres-data.ts'
import { choosePostgresUser, nobody, type PostgresUser } from './postgres-user.ts'
import { isStillOurs } from './process-alive.ts'
import { StackError } from './stack-error.ts'
import { removeStaleLock } from './stale-postgres-lock.ts'
import { readStackState, updateStackState, type PostgresState } from './stack-state.ts'
import { startFailure, waitUntilReady, type StartedServer } from './wait-until-ready.ts'

/**
 * Makes sure that the private PostgreSQL of the stack answers, and gives its state. The first
 * time it creates the data; later it starts the server on the kept data, or only checks the one
 * that runs. It listens on 127.0.0.1 alone and asks for a password. The caller holds the lock.
 */
export async function startPostgres(settings: LocalSettings): Promise<PostgresState> {
  const { directory, step } = settings
  const known = readStackState(directory).postgres
  if (known !== undefined && isStillOurs(known.pid, postgresMark(directory))) {
    // It may be ending at this moment.
    if (await waitUntilReady(asServer(known, known.pid, directory))) return known
  }
  const binaries = findPostgresBinaries(settings)
  const data = dataDirectory(directory)
  checkKeptData({ folder: data, isPasswordKnown: known !== undefined, servedAs: nobody.uid })
  const user = await choosePostgresUser(directory)
  const settled = await settle(directory, known)
  if (!existsSync(data)) {
    await step(`Creating the database files (${binaries.origin})`, () =>
      createPostgresData({ directory, binaries, user, password: settled.password }),
    )
  }
  return await step(`Starting PostgreSQL on 127.0.0.1:${settled.port}`, async () => {
    await removeStaleLock(data)
    const pid = launch({ directory, binaries, user, port: settled.port })
    const started = { ...settled, pid }
    updateStackState(directory, { postgres: started })
    const server = asServer(started, pid, directory)
    if (!(await waitUntilReady(server))) throw startFailure(server, 'it ended')
    return started
  })
}

async function settle(directory: string, known: PostgresState | undefined): Promise<PostgresState> {
  const password = known?.password ?? randomBytes(18).toString('base64url')
  const isUsable = known !== undefined && (await comesFree(known.port))
  const port = isUsable ? known.port : await onePort()
  const url = `postgres://app:${password}@127.0.0.1:${port}/postgres`
  const settled = { port, password, url }
  updateStackState(directory, { postgres: settled })
  return settled
}

async function onePort(): Promise<number> {
  const [port] = await freePorts(1)
  if (port === undefined) throw new Error('no port was given')
  return port
}

function launch({
  directory,
  binaries,
  user,
  port,
}: {
  directory: string
  binaries: PostgresBinaries
  user: PostgresUser
  port: number
}): number {
  const log = openSync(logFile(directory), 'a', 0o600)
  const { command, args } = user.wrap(join(binaries.bin, 'postgres'), [
    ...['-D', dataDirectory(directory), '-p', String(port)],
    // No Unix socket: its path may be too long, and everybody may write to the default folder.
    ...['-k', '', '-c', 'listen_addresses=127.0.0.1'],
    ...['-c', 'shared_buffers=64MB', '-c', 'max_connections=100', '-c', 'jit=off'],
  ])
  const server = spawn(command, args, {
    cwd: '/',
    env: postgresEnv(binaries),
    stdio: ['ignore', log, log],
    detached: true,
    ...user.identity,
  })
  closeSync(log)
  server.unref()
  if (server.pid === undefined) throw new StackError(`${command} could not be started`)
  return server.pid
}

function logFile(directory: string): string {
  return join(directory, 'postgres.log')
}

function asServer({ url }: PostgresState, pid: number, directory: string): StartedServer {
  return {
    name: 'PostgreSQL',
    pid,
    logFile: logFile(directory),
    probe: () => probePostgres(url),
    timeoutMs: 60_000,
  }
}

async function probePostgres(connectionString: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return undefined
  } catch (error) {
    return (error as Error).message
  } finally {
    await client.end().catch(() => undefined)
  }
}
