import { createServer, type AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { Faults } from './faults.ts'
import { OpenSession, type SessionFacts, type SessionServices } from './open-session.ts'
import { Connection } from './protocol/connection.ts'
import { generations, type Generation } from './protocol/generations.ts'
import type { ServerSide } from './protocol/server-side.ts'
import { parseStatement } from './sql/parse-statement.ts'
import { planQuery } from './sql/plan-query.ts'
import { americanSettings, type SessionSettings } from './sql/session-settings.ts'
import { TableChanges } from './store/change-tables.ts'
import type { Synonym, View } from './store/objects.ts'
import { openCatalog } from './store/open-catalog.ts'
import { createRegistry, prepareStore } from './store/registry.ts'
import { Snapshots } from './store/snapshots.ts'
import { Users, type EmulatedUser } from './users.ts'

export interface OracleEmulatorOptions {
  /** A database that is the emulator's alone. It keeps there what it is filled with. */
  readonly postgresUrl: string
  readonly users: Readonly<Record<string, EmulatedUser>>
  readonly generation?: Generation
  readonly service?: string
  readonly host?: string
  /** 0, which takes any that is free, unless it is said. */
  readonly port?: number
  /** Bytes of a packet. */
  readonly sdu?: number
  /** How long an SCN that was told can be read, a minute unless it is said. */
  readonly undoRetentionMs?: number
  /** How old an SCN may be that TIMESTAMP_TO_SCN tells: three seconds, as it is with Oracle. */
  readonly scnGrainMs?: number
  /** Of accounts, until they are locked. */
  readonly mostFailedLogins?: number
  /** The formats that sessions begin with. */
  readonly settings?: Partial<SessionSettings>
  /** Connections to PostgreSQL. A statement that is being read takes one, and so does an SCN. */
  readonly mostPostgresConnections?: number
}

export interface OracleEmulator {
  readonly host: string
  readonly port: number
  readonly service: string
  /** As node-oracledb takes it: `host:port/service`. */
  readonly connectString: string
  readonly faults: Faults
  readonly users: Users
  readonly tables: TableChanges
  readonly snapshots: Snapshots
  /** Of clients that have logged in. */
  readonly sessions: readonly SessionFacts[]
  /** The statements that have come, the last ten thousand of them. */
  readonly statements: readonly string[]
  /** What the emulator could not read, or has got wrong itself. A test expects none. */
  readonly failures: readonly unknown[]
  createTable: TableChanges['createTable']
  insertRows: TableChanges['insertRows']
  /** Makes a view of a query in Oracle's SQL, which is checked. */
  createView(owner: string, name: string, text: string): Promise<void>
  /** With the owner `PUBLIC`, for everybody. */
  createSynonym(owner: string, name: string, target: Synonym['target']): Promise<void>
  /** Cuts the lines of all clients. */
  cutLines(): void
  /** Ends everything but what is stored. Safe to repeat. */
  close(): Promise<void>
}

const mostStatements = 10_000
const mostFailures = 100
const longestEndMs = 5_000

/**
 * Starts a server that speaks as Oracle does, with PostgreSQL behind it. Several may share a database,
 * one after another, and at the same time but for the SCNs, which are of the process that told them.
 */
export async function startOracleEmulator(options: OracleEmulatorOptions): Promise<OracleEmulator> {
  const { generation = '19c', service = 'EMULATOR', host = '127.0.0.1' } = options
  const facts = generations[generation]
  const pool = new pg.Pool({
    connectionString: options.postgresUrl,
    max: options.mostPostgresConnections ?? 40,
  })
  pool.on('error', () => undefined)
  await prepareStore(pool)
  const registry = createRegistry(pool)
  const snapshots = new Snapshots(pool, {
    undoRetentionMs: options.undoRetentionMs ?? 60_000,
    mostSnapshots: 16,
  })
  const faults = new Faults()
  const users = new Users(options.users, options.mostFailedLogins ?? 10)
  const tables = new TableChanges(pool, registry)
  const statements: string[] = []
  const failures: unknown[] = []
  const sessions = new Map<number, OpenSession>()
  const connections = new Set<Connection>()
  let nextSession = 1

  const services: SessionServices = {
    pool,
    registry,
    snapshots,
    users,
    faults,
    release: facts.release,
    scnGrainMs: options.scnGrainMs ?? 3_000,
    settings: { ...americanSettings, ...options.settings },
    onStatement: (sql) => keepLast(statements, sql, mostStatements),
  }
  const serverSide: ServerSide = {
    facts,
    sdu: options.sdu ?? 8192,
    refuses: (name, isSid) => {
      if (faults.refusal !== undefined) return faults.refusal
      if (name === service.toUpperCase()) return undefined
      return isSid ? 12_505 : 12_514
    },
    passwordOf: (user) => users.get(user)?.password,
    admit: (user, isRightPassword) => users.admit(user, isRightPassword),
    openSession: (login) => {
      const id = nextSession++
      const session = new OpenSession(id, login, services, () => sessions.delete(id))
      sessions.set(id, session)
      return session
    },
    beforeRequest: (signal) => faults.beforeRequest(signal),
    onFault: (error) => keepLast(failures, error, mostFailures),
  }

  const server = createServer((socket) => {
    const connection = new Connection(socket, serverSide)
    connections.add(connection)
    socket.once('close', () => connections.delete(connection))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const { port } = server.address() as AddressInfo

  const cutLines = () => {
    for (const connection of connections) connection.cut()
  }
  const close = async () => {
    faults.clear()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    cutLines()
    await closed
    snapshots.forgetAll()
    // A reading that hangs holds its connection, and is not waited for.
    await Promise.race([pool.end(), setTimeout(longestEndMs, undefined, { ref: false })])
  }
  const saveObject = async (owner: string, name: string, definition: View | Synonym) => {
    const client = await pool.connect()
    try {
      await registry.save(client, { owner, name, definition })
    } finally {
      client.release()
    }
  }
  let closing: Promise<void> | undefined

  return {
    host,
    port,
    service,
    connectString: `${host}:${port}/${service}`,
    faults,
    users,
    tables,
    snapshots,
    statements,
    failures,
    get sessions() {
      return [...sessions.values()]
    },
    createTable: (...given) => tables.createTable(...given),
    insertRows: (...given) => tables.insertRows(...given),
    createView: async (owner, name, text) => {
      const columns = await columnsOf(text, owner, services)
      await saveObject(owner, name, { kind: 'view', text, columns })
    },
    createSynonym: (owner, name, target) => saveObject(owner, name, { kind: 'synonym', target }),
    cutLines,
    close: () => (closing ??= close()),
  }
}

function keepLast<T>(list: T[], item: T, most: number): void {
  list.push(item)
  if (list.length > most) list.splice(0, list.length - most)
}

/** The columns of a view's query, as its owner sees them. */
async function columnsOf(
  text: string,
  owner: string,
  services: SessionServices,
): Promise<View['columns']> {
  const statement = parseStatement(text)
  if (statement.kind !== 'select') throw new Error(`A view needs a query: ${text}`)
  const environment = {
    settings: services.settings,
    binds: [],
    now: { year: 2024, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanosecond: 0 },
    user: owner,
    schema: owner,
    context: () => null,
    scn: () => 0n,
    breathe: () => Promise.resolve(),
    demandFlashbackPackage: () => undefined,
  }
  const { signal } = new AbortController()
  const catalog = openCatalog({ ...services, environment, transaction: undefined, signal })
  const { columns } = await planQuery(statement.query, { environment, catalog })
  return columns.map(({ name, type }) => ({ name, type }))
}
