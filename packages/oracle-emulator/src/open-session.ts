import { setImmediate } from 'node:timers/promises'
import type { Pool } from 'pg'
import { timeOfInstant } from './images/time-image.ts'
import type { Faults } from './faults.ts'
import { OracleError } from './oracle-error.ts'
import type { SessionLabels } from './protocol/read-piggyback.ts'
import type { Bind, Row } from './result.ts'
import type { Answer, Login, Session } from './session.ts'
import { isDictionaryView } from './store/dictionary.ts'
import { openCatalog, type StatementCatalog } from './store/open-catalog.ts'
import type { Registry } from './store/registry.ts'
import type { HeldSnapshot, Snapshots } from './store/snapshots.ts'
import type { Environment } from './sql/compiled.ts'
import { parseStatement } from './sql/parse-statement.ts'
import type { Planned } from './sql/plan-block.ts'
import { planQuery, relationsIn } from './sql/plan-query.ts'
import { changeSettings, type SessionSettings } from './sql/session-settings.ts'
import type { Query, Setting } from './sql/syntax.ts'
import type { Users } from './users.ts'

/** What sessions share. */
export interface SessionServices {
  readonly pool: Pool
  readonly registry: Registry
  readonly snapshots: Snapshots
  readonly users: Users
  readonly faults: Faults
  readonly release: readonly number[]
  /** How old an SCN may be that TIMESTAMP_TO_SCN tells. */
  readonly scnGrainMs: number
  readonly settings: SessionSettings
  /** Called with each statement as it comes. */
  onStatement(sql: string): void
}

/** A session as tests see it. */
export interface SessionFacts {
  readonly id: number
  readonly user: string
  readonly service: string
  readonly program: string
  readonly machine: string
  readonly osUser: string
  readonly schema: string
  readonly module: string
  readonly action: string
  readonly clientInfo: string
  readonly clientIdentifier: string
  readonly isInTransaction: boolean
  /** The next call ends with ORA-00028, and the connection with it. */
  kill(): void
}

/** The epoch of JavaScript's clock, in nanoseconds of Oracle's calendar. */
const epoch = 2_440_588n * 86_400_000_000_000n
const asksForScn = /\bCURRENT_SCN\b|\bGET_SYSTEM_CHANGE_NUMBER\b|\bTIMESTAMP_TO_SCN\b/i
const isCoarse = /\bTIMESTAMP_TO_SCN\b/i

/** One user's session. */
export class OpenSession implements Session, SessionFacts {
  readonly id: number
  readonly user: string
  readonly service: string
  readonly program: string
  readonly machine: string
  readonly osUser: string
  module = ''
  action = ''
  clientInfo = ''
  clientIdentifier = ''
  schema: string
  readonly #services: SessionServices
  readonly #onEnd: () => void
  #settings: SessionSettings
  #transaction: (HeldSnapshot & { release(): void }) | 'writing' | undefined
  #running = new AbortController()
  #isKilled = false

  constructor(id: number, login: Login, services: SessionServices, onEnd: () => void) {
    this.id = id
    this.user = login.user
    this.schema = login.user
    this.service = login.service
    this.program = login.program
    this.machine = login.machine
    this.osUser = login.osUser
    this.#services = services
    this.#onEnd = onEnd
    this.#settings = services.settings
    if (login.alterSession !== '') {
      const statement = parseStatement(login.alterSession)
      if (statement.kind === 'alter session') this.#alter(statement.settings)
    }
  }

  get isInTransaction(): boolean {
    return this.#transaction !== undefined
  }

  kill(): void {
    this.#isKilled = true
    this.cancel()
  }

  setSchema(name: string): void {
    this.schema = name
  }

  label(labels: SessionLabels): void {
    Object.assign(this, labels)
  }

  cancel(): void {
    this.#running.abort()
    this.#running = new AbortController()
  }

  async execute(
    sql: string,
    binds: readonly Bind[],
    { describesOnly }: { readonly describesOnly: boolean },
  ): Promise<Answer> {
    this.#services.onStatement(sql)
    this.#checkAlive()
    const statement = parseStatement(sql)
    switch (statement.kind) {
      case 'select':
        return this.#select(statement.query, sql, { binds, describesOnly })
      case 'begin snapshot':
      case 'begin writing':
        if (this.#transaction !== undefined) {
          throw new OracleError(1453, 'SET TRANSACTION must be first statement of transaction')
        }
        this.#transaction =
          statement.kind === 'begin writing' ? 'writing' : await this.#services.snapshots.hold()
        return { kind: 'done' }
      case 'commit':
      case 'rollback':
        await this.commit()
        return { kind: 'done' }
      case 'alter session':
        this.#alter(statement.settings)
        return { kind: 'done' }
    }
  }

  commit(): Promise<void> {
    this.#checkAlive()
    return this.rollback()
  }

  rollback(): Promise<void> {
    if (typeof this.#transaction === 'object') this.#transaction.release()
    this.#transaction = undefined
    return Promise.resolve()
  }

  async end(): Promise<void> {
    this.cancel()
    await this.rollback()
    this.#onEnd()
  }

  #checkAlive(): void {
    if (this.#isKilled) throw new OracleError(28, 'your session has been killed')
  }

  #alter(settings: readonly Setting[]): void {
    for (const setting of settings) {
      if (setting.name === 'CURRENT_SCHEMA') this.schema = setting.value
      else this.#settings = changeSettings(this.#settings, setting)
    }
  }

  async #select(
    query: Query,
    sql: string,
    { binds, describesOnly }: { readonly binds: readonly Bind[]; readonly describesOnly: boolean },
  ): Promise<Answer> {
    const { signal } = this.#running
    const environment = await this.#environment(sql, binds, signal)
    const transaction = typeof this.#transaction === 'object' ? this.#transaction : undefined
    const catalog = openCatalog({
      ...this.#services,
      environment,
      transaction,
      signal,
      settings: this.#settings,
    })
    const planned = await this.#plan(query, { environment, catalog })
    const { columns } = planned
    if (describesOnly) {
      catalog.release()
      return { kind: 'query', result: { columns, rows: noRows() } }
    }
    const rows = this.#rowsOf(planned.run(), () => catalog.release())
    // The first rows are fetched now: they are as the tables are now, whenever the client asks.
    const first = await rows.next()
    return { kind: 'query', result: { columns, rows: withFirst(first, rows) } }
  }

  async #plan(
    query: Query,
    context: { readonly environment: Environment; readonly catalog: StatementCatalog },
  ): Promise<Planned> {
    const { catalog } = context
    try {
      if (relationsIn(query).filter((name) => !isDictionaryView(name)).length > 1) {
        await catalog.holdOneInstant()
      }
      return await planQuery(query, context)
    } catch (error) {
      catalog.release()
      throw error
    }
  }

  async *#rowsOf(
    rows: AsyncGenerator<readonly Row[], undefined>,
    release: () => void,
  ): AsyncGenerator<readonly Row[], undefined> {
    try {
      for await (const batch of rows) {
        this.#checkAlive()
        yield batch
      }
    } catch (error) {
      this.#checkAlive()
      throw error
    } finally {
      release()
    }
    return undefined
  }

  async #environment(
    sql: string,
    binds: readonly Bind[],
    signal: AbortSignal,
  ): Promise<Environment> {
    const { snapshots, users, scnGrainMs } = this.#services
    const scn = asksForScn.test(sql)
      ? await snapshots.take(isCoarse.test(sql) ? scnGrainMs : 0)
      : undefined
    const user = users.get(this.user)
    return {
      settings: this.#settings,
      binds,
      now: timeOfInstant(epoch + BigInt(Date.now()) * 1_000_000n),
      user: this.user,
      schema: this.schema,
      context: (parameter) => this.#context(parameter),
      // Whoever reads V$DATABASE and not its CURRENT_SCN has none.
      scn: () => scn ?? 0n,
      breathe: async () => {
        await setImmediate()
        this.#checkAlive()
        if (signal.aborted) {
          throw new OracleError(1013, 'user requested cancel of current operation')
        }
      },
      demandFlashbackPackage: () => {
        if (user?.mayUseFlashbackPackage !== false) return
        const name = '"DBMS_FLASHBACK"."GET_SYSTEM_CHANGE_NUMBER"'
        throw new OracleError(904, `${name}: invalid identifier`)
      },
    }
  }

  #context(parameter: string): string | null | undefined {
    const known: Readonly<Record<string, string | null>> = {
      SESSION_USER: this.user,
      CURRENT_USER: this.user,
      CURRENT_SCHEMA: this.schema,
      SERVICE_NAME: this.service.toLowerCase(),
      DB_NAME: 'EMULATOR',
      DB_UNIQUE_NAME: 'EMULATOR',
      INSTANCE_NAME: 'EMULATOR',
      CON_NAME: 'EMULATOR',
      SERVER_HOST: 'emulator',
      DATABASE_ROLE: 'PRIMARY',
      HOST: this.machine,
      OS_USER: this.osUser,
      MODULE: this.module,
      ACTION: this.action,
      CLIENT_INFO: this.clientInfo,
      CLIENT_IDENTIFIER: this.clientIdentifier,
      SID: String(this.id),
      SESSIONID: String(this.id),
      NLS_DATE_FORMAT: this.#settings.dateFormat,
      LANGUAGE: `${this.#settings.language}_AMERICA.AL32UTF8`,
    }
    return known[parameter]
  }
}

function noRows(): AsyncIterator<readonly Row[], undefined> {
  return { next: () => Promise.resolve({ done: true, value: undefined }) }
}

function withFirst(
  first: IteratorResult<readonly Row[], undefined>,
  rows: AsyncGenerator<readonly Row[], undefined>,
): AsyncIterator<readonly Row[], undefined> {
  let isFirst = true
  return {
    next: () => {
      if (!isFirst) return rows.next()
      isFirst = false
      return Promise.resolve(first)
    },
    return: () => rows.return(undefined),
  }
}
