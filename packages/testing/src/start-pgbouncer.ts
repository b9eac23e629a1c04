import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from './free-port.ts'
import { testProgram } from './test-program.ts'
import { waitFor } from './wait-for.ts'

export interface Pgbouncer {
  /** The address of the upstream with the port of PgBouncer in it. */
  readonly url: string
  /** Stops it and its connections. Safe to repeat. */
  stop(): Promise<void>
}

/**
 * Starts Debian's PgBouncer in front of one server, with its defaults for everything but the
 * pool: start-up options that it does not know are refused, as in front of the original source.
 */
export async function startPgbouncer({
  upstreamUrl,
  poolMode,
  poolSize = 10,
}: {
  upstreamUrl: string
  poolMode: 'transaction' | 'session'
  poolSize?: number
}): Promise<Pgbouncer> {
  const folder = await mkdtemp(join(tmpdir(), 'aaps-pgbouncer-'))
  const file = join(folder, 'pgbouncer.ini')
  const port = await freePort()
  await writeFile(file, configuration({ upstreamUrl, poolMode, poolSize, port }), { mode: 0o600 })

  const { command, env } = testProgram('pgbouncer')
  // It refuses to go on as root, and reads its file before it changes its user.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const bouncer = spawn(command, [...user, file], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(bouncer, 'exit')
  let log = ''
  bouncer.stderr.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-4000)))
  const killAtExit = (): boolean => bouncer.kill('SIGKILL')
  process.once('exit', killAtExit)

  const url = new URL(upstreamUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  const stop = async (): Promise<void> => {
    bouncer.kill('SIGTERM')
    await ended
    process.off('exit', killAtExit)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await waitFor(() => answers(url.href), { what: 'PgBouncer to answer' })
  } catch (cause) {
    await stop()
    throw new Error(`PgBouncer does not start: ${log}`, { cause })
  }
  return { url: url.href, stop }
}

function configuration({
  upstreamUrl,
  poolMode,
  poolSize,
  port,
}: {
  upstreamUrl: string
  poolMode: string
  poolSize: number
  port: number
}): string {
  const upstream = new URL(upstreamUrl)
  const quoted = (text: string): string => `'${decodeURIComponent(text).replaceAll("'", "''")}'`
  const target = [
    `host=${upstream.hostname} port=${upstream.port || '5432'} user=${quoted(upstream.username)}`,
    // An empty one is a syntax error to PgBouncer.
    ...(upstream.password === '' ? [] : [`password=${quoted(upstream.password)}`]),
  ]
  return `[databases]
* = ${target.join(' ')}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${poolMode}
default_pool_size = ${poolSize}
`
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('select 1')
    return true
  } finally {
    await client.end()
  }
}
