import {
  resolveGuards,
  resolveLimits,
  type Dataset,
  type Guards,
  type Table,
} from '@aaps-data/catalog'
import { reportError, type RunMode } from '@aaps-data/contracts'
import {
  claimRun,
  connectLedger,
  decideHeld,
  endAttempt,
  migrateLedger,
  openAttemptLedger,
  requestKeyOf,
  requestRun,
  type AttemptLedger,
  type Receipt,
} from '@aaps-data/ledger'
import { createPostgresSource, type Source } from '@aaps-data/sources'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import type { Knex } from 'knex'
import {
  createTargetDatabase,
  migrateTarget,
  runSync,
  type SyncOutcome,
  type SyncProgress,
} from '../src/index.ts'

export interface RunOptions {
  readonly dataset: Dataset
  readonly source?: Source
  readonly target?: Knex
  readonly signal?: AbortSignal
  readonly progress?: (progress: SyncProgress) => void
  readonly ledger?: (ledger: AttemptLedger) => AttemptLedger
}

export interface AttemptOptions {
  readonly preview?: boolean
  readonly mode?: RunMode
  /** The tables that it is about. */
  readonly tables?: readonly string[] | undefined
  /** A run that was requested before. */
  readonly runId?: string
}

/** A source, and a target with the real ledger, in databases of their own. */
export interface SyncWorld {
  readonly source: TestDatabase
  readonly target: TestDatabase
  readonly ledger: Knex
  readonly knex: Knex
  /** Runs SQL in the source; several statements may be in one text. */
  inSource(sql: string): Promise<Record<string, unknown>[]>
  inTarget(sql: string): Promise<Record<string, unknown>[]>
  migrate(dataset: Dataset): Promise<void>
  /** Requests, claims and runs; a run that fails ends as failed, and one that is held fails. */
  run(options: RunOptions): Promise<Receipt>
  /** The same, whatever the outcome, for a run of that id when one is given. */
  attempt(options: RunOptions & AttemptOptions): Promise<SyncOutcome & { readonly runId: string }>
  /** Decides as a person who approves a held run. */
  approve(runId: string): Promise<void>
  stagingTables(): Promise<readonly string[]>
  drop(): Promise<void>
}

/** Makes the world. Tests of one file share it and use schemas or tables of their own. */
export async function createSyncWorld(): Promise<SyncWorld> {
  const [source, target] = await Promise.all([createTestDatabase(), createTestDatabase()])
  const ledger = connectLedger({ url: target.url, applicationName: 'engine-test' })
  await migrateLedger(ledger)
  const knex = createTargetDatabase({ url: target.url })
  const direct = createPostgresSource({ name: 'test', url: source.url })
  let counter = 0

  const request = async (
    dataset: string,
    { preview = false, mode = 'auto', tables }: AttemptOptions,
  ) => {
    const key = requestKeyOf('tests', `${dataset}-${counter++}`)
    const wish = {
      dataset,
      class: 'interactive',
      origin: 'service',
      preview,
      mode,
      tables,
    } as const
    const { runId } = await requestRun(
      ledger,
      { ...wish, key, requestedBy: 'tests', maxAttempts: 3 },
      'engine-test',
    )
    return runId
  }
  const claim = async (runId: string) => {
    const claimed = await claimRun(ledger, { runId, worker: 'engine-test', leaseMs: 60_000 })
    if (typeof claimed === 'string') throw new Error(`Not claimed: ${claimed}`)
    return claimed
  }

  const attempt: SyncWorld['attempt'] = async ({
    dataset,
    source: from = direct,
    target: to = knex,
    signal = new AbortController().signal,
    progress = () => undefined,
    ledger: wrap = (same) => same,
    runId,
    ...wish
  }) => {
    const claimed = await claim(runId ?? (await request(dataset.name, wish)))
    try {
      const { attempt: number, fence, approval } = claimed
      const outcome = await runSync({
        run: {
          id: claimed.runId,
          attempt: number,
          fence,
          mode: claimed.mode,
          preview: claimed.preview,
          tables: claimed.tables,
          approval,
        },
        dataset,
        source: from,
        target: to,
        ledger: wrap(openAttemptLedger(ledger, claimed, 'engine-test')),
        progress,
        signal,
        now: () => new Date(),
      })
      return { ...outcome, runId: claimed.runId }
    } catch (error) {
      const end = { next: 'failed', error: reportError(error) } as const
      await endAttempt(ledger, claimed, end, 'engine-test')
      throw error
    }
  }

  return {
    source,
    target,
    ledger,
    knex,
    inSource: (sql) => query(source, sql),
    inTarget: (sql) => query(target, sql),
    async migrate(dataset) {
      const { faults } = await migrateTarget({ target: knex, dataset, apply: true })
      if (faults.length > 0) throw new Error(JSON.stringify(faults))
    },
    attempt,
    async run(options) {
      const outcome = await attempt(options)
      if (outcome.state === 'held') throw new Error(JSON.stringify(outcome.hold.breaches))
      return outcome.receipt
    },
    async approve(runId) {
      const decision = { runId, decision: 'approved', by: 'ana', note: undefined } as const
      const isDecided = await decideHeld(ledger, { ...decision, writer: 'engine-test' })
      if (!isDecided) throw new Error(`Not held: ${runId}`)
    },
    async stagingTables() {
      const rows = await query(
        target,
        `select relname from pg_class where relnamespace = to_regnamespace('sync_staging')
         and relkind = 'r'`,
      )
      return rows.map((row) => String(row['relname']))
    },
    async drop() {
      await direct.close()
      await knex.destroy()
      await ledger.destroy()
      await Promise.all([source.drop(), target.drop()])
    },
  }
}

async function query(database: TestDatabase, sql: string): Promise<Record<string, unknown>[]> {
  const { rows } = await database.pool.query<Record<string, unknown>>(sql)
  return rows
}

/**
 * A dataset of the given tables: schema `public` in the source, `datos` in the target. Every run
 * compares every row, and goes on with a source whose columns are others.
 */
export function aDataset(name: string, tables: readonly Table[], schema = 'datos'): Dataset {
  return {
    name,
    title: { es: name, en: name },
    department: 'Pruebas',
    source: { kind: 'database', connection: 'test', limits: resolveLimits(undefined) },
    target: { schema },
    schedule: undefined,
    fullReconcile: { cron: '0 0 1 1 *', timeZone: 'UTC' },
    fingerprint: false,
    proof: 'reconcile',
    drift: 'ignore',
    targetEdits: 'restore',
    freshnessLimitMinutes: 60,
    retry: { maxAttempts: 3, firstDelaySeconds: 1, longestDelaySeconds: 10, byCode: new Map() },
    timeLimit: { softMinutes: 10, hardMinutes: 20 },
    lockTimeoutSeconds: 1,
    changes: { keepRows: 1_000, keepDays: 1 },
    tables,
  }
}

/** Guards that let everything pass. */
export const noGuards: Guards = resolveGuards('derived', undefined, undefined)

/**
 * A table mapped one to one. `columns` are `name type` pairs, `not null` where they say so; `key`
 * names the key columns; a reference reads `column -> table.column`.
 */
export function aTable(
  name: string,
  columns: readonly string[],
  {
    key = [],
    references = [],
    relation = name,
    guards = noGuards,
  }: {
    readonly key?: readonly string[]
    readonly references?: readonly string[]
    readonly relation?: string
    readonly guards?: Guards
  } = {},
): Table {
  return {
    kind: 'source',
    name,
    source: { schema: 'public', relation },
    guards,
    key,
    columns: columns.map((text) => {
      const [column = '', ...type] = text.replace(' not null', '').split(' ')
      const nullable = !text.endsWith(' not null') && !key.includes(column)
      return { name: column, source: column, type: type.join(' '), nullable }
    }),
    references: references.map((text) => {
      const [column = '', table = '', foreign = ''] = text.split(/ -> |\./)
      return { columns: [column], table, foreignColumns: [foreign] }
    }),
  }
}
