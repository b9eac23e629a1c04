import { Writable } from 'node:stream'
import { applyTopology } from '@aaps-data/amqp'
import type { RunMode } from '@aaps-data/contracts'
import { connectLedger, createUser, migrateLedger } from '@aaps-data/ledger'
import { createLogger, instanceId, loadConfig } from '@aaps-data/runtime'
import { createTestDatabase, createTestVhost, type TestVhost } from '@aaps-data/testing'
import type { Knex } from 'knex'
import { monitorConfig } from '../src/config.ts'
import { openMonitor, type Monitor } from '../src/open-monitor.ts'
import { catalog } from './some-datasets.ts'

export type Person = 'vera' | 'omar' | 'ada'

/** A viewer, an operator and an administrator, with their passwords. */
export const people: Readonly<Record<Person, { role: 'viewer' | 'operator' | 'admin' }>> = {
  vera: { role: 'viewer' },
  omar: { role: 'operator' },
  ada: { role: 'admin' },
}

export function passwordOf(name: string): string {
  return `clave-de-${name}`
}

export function basic(name: string, password = passwordOf(name)): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
}

interface OpenOptions {
  readonly amqpUrl?: string
  readonly adminPassword?: string
  readonly port?: number
  readonly trustProxy?: string | undefined
  readonly checkPeopleEveryMs?: number
}

export interface MonitorUnderTest {
  readonly db: Knex
  readonly vhost: TestVhost
  readonly databaseUrl: string
  /** Everything that was logged so far, as text. */
  logged(): string
  /** Starts a monitor on the same ledger; without a broker when the URL of another is given. */
  open(options?: OpenOptions): Promise<Monitor>
  announced(): string
  close(): Promise<void>
}

/** A ledger with three people, a virtual host, and monitors on both. */
export async function createMonitorUnderTest({
  withPeople = true,
}: { withPeople?: boolean } = {}): Promise<MonitorUnderTest> {
  const [database, vhost] = await Promise.all([createTestDatabase(), createTestVhost()])
  const db = connectLedger({ url: database.url, applicationName: 'monitor-test', poolSize: 4 })
  await Promise.all([migrateLedger(db), applyTopology(vhost.url)])
  if (withPeople) {
    for (const [name, { role }] of Object.entries(people)) {
      await createUser(db, { name, role, password: passwordOf(name) })
    }
  }
  const lines: string[] = []
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString())
      done()
    },
  })
  let announced = ''
  const monitors: Monitor[] = []
  return {
    db,
    vhost,
    databaseUrl: database.url,
    logged: () => lines.join(''),
    announced: () => announced,
    async open({
      amqpUrl = vhost.url,
      adminPassword,
      port = 0,
      trustProxy,
      checkPeopleEveryMs = 60_000,
    } = {}) {
      const instance = instanceId()
      const monitor = await openMonitor({
        config: loadConfig(monitorConfig, {
          TARGET_DATABASE_URL: database.url,
          AMQP_URL: amqpUrl,
          MONITOR_PORT: String(port),
          MONITOR_ADMIN_PASSWORD: adminPassword,
          MONITOR_TRUST_PROXY: trustProxy,
        }),
        openCatalog: () => ({ current: () => catalog, stop: () => undefined }),
        instance,
        checkPeopleEveryMs,
        announce: (text) => {
          announced += text
        },
        log: createLogger({ service: 'monitor', level: 'trace', instance, destination }),
      })
      monitors.push(monitor)
      return monitor
    },
    async close() {
      for (const monitor of monitors) await monitor.stop()
      await db.destroy()
      await Promise.all([database.drop(), vhost.drop()])
    },
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

interface CallOptions {
  readonly as?: string
  readonly password?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Calls a monitor over HTTP. */
export async function call(
  { url }: Monitor,
  path: string,
  { as, password, method = 'GET', headers = {}, body }: CallOptions = {},
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(as === undefined ? {} : { authorization: basic(as, password) }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? (JSON.parse(text) as unknown) : undefined,
  }
}

/** Presses the button for a dataset. */
export function askForRun(
  monitor: Monitor,
  as: Person,
  {
    key,
    dataset = 'registro',
    ...body
  }: {
    readonly key: string
    readonly dataset?: string
    readonly note?: string
    readonly mode?: RunMode
    readonly preview?: boolean
  },
): Promise<Answer> {
  return call(monitor, `/api/v1/datasets/${dataset}/runs`, {
    as,
    method: 'POST',
    headers: { 'idempotency-key': key },
    body,
  })
}

/** An address where nobody listens. */
export const noBroker = 'amqp://sync:clave-del-broker@127.0.0.1:1'
