import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { resolveGuards, resolveLimits, type Dataset } from '@aaps-data/catalog'
import { SyncError, syncCommandType, type SyncCommand } from '@aaps-data/contracts'
import { createTargetDatabase, migrateTarget, runSync } from '@aaps-data/engine'
import {
  cancelRun,
  connectLedger,
  migrateLedger,
  requestKeyOf,
  requestRun,
} from '@aaps-data/ledger'
import { createLogger } from '@aaps-data/runtime'
import { createPostgresSource, type Source } from '@aaps-data/sources'
import {
  createFaultProxy,
  createTestDatabase,
  waitFor,
  type TestDatabase,
} from '@aaps-data/testing'
import type { Knex } from 'knex'
import { createCancelNotices } from '../src/cancel-notices.ts'
import { handleCommand as handle, type CommandContext } from '../src/handle-command.ts'
import { createWatchdog } from '../src/watchdog.ts'

const padron: Dataset = {
  name: 'padron',
  title: { es: 'Padrón', en: 'Registry' },
  department: 'Pruebas',
  source: { kind: 'database', connection: 'here', limits: resolveLimits(undefined) },
  target: { schema: 'copia' },
  schedule: undefined,
  fullReconcile: { cron: '0 3 * * *', timeZone: 'UTC' },
  fingerprint: true,
  proof: 'reconcile',
  drift: 'fail',
  targetEdits: 'restore',
  freshnessLimitMinutes: 60,
  retry: { maxAttempts: 3, firstDelaySeconds: 60, longestDelaySeconds: 600, byCode: new Map() },
  timeLimit: { softMinutes: 10, hardMinutes: 20 },
  lockTimeoutSeconds: 5,
  changes: { keepRows: 100, keepDays: 1 },
  tables: [
    {
      kind: 'source',
      name: 'persona',
      source: { schema: 'public', relation: 'persona' },
      columns: [
        { name: 'id', source: 'id', type: 'integer', nullable: false },
        { name: 'nombre', source: 'nombre', type: 'text', nullable: true },
      ],
      key: ['id'],
      references: [],
      guards: resolveGuards('derived', undefined, undefined),
    },
  ],
}

describe('handleCommand', () => {
  let database: TestDatabase
  let ledger: Knex
  let target: Knex
  let source: Source
  let stopping: AbortController
  let context: CommandContext
  const watchdog = createWatchdog()

  beforeAll(async () => {
    database = await createTestDatabase()
    await database.pool.query(
      `create table persona (id integer primary key, nombre text);
       insert into persona values (1, 'Ñusta'), (2, null)`,
    )
    ledger = connectLedger({ url: database.url, applicationName: 'worker-test' })
    target = createTargetDatabase({ url: database.url })
    source = createPostgresSource({ name: 'here', url: database.url })
    await migrateLedger(ledger)
    await migrateTarget({ target, dataset: padron, apply: true })
    stopping = new AbortController()
    context = {
      worker: 'worker-1',
      ledger,
      target,
      lookUp: (name) => (name === 'padron' ? { dataset: padron, source } : undefined),
      leaseMs: 30_000,
      runSync,
      cancelNotices: createCancelNotices(),
      watchdog,
      stopping: stopping.signal,
      now: () => new Date(),
      random: () => 0,
      progressOf: () => () => undefined,
      wakeRelay: () => undefined,
      log: createLogger({ service: 'worker', level: 'silent', instance: 'test' }),
    }
  })
  afterAll(async () => {
    await watchdog.stop()
    await source.close()
    await Promise.all([target.destroy(), ledger.destroy()])
    await database.drop()
  })

  const handleCommand = (given: CommandContext, body: SyncCommand, own = () => undefined) =>
    handle(given, { body, own })
  const command = (runId: string, dataset = 'padron'): SyncCommand => ({
    specversion: '1.0',
    id: randomUUID(),
    source: '/sync/test',
    type: syncCommandType,
    data: { runId, dataset },
  })
  const request = async (dataset = 'padron') => {
    const { runId } = await requestRun(
      ledger,
      {
        dataset,
        class: 'interactive',
        origin: 'service',
        key: requestKeyOf('tests', randomUUID()),
        requestedBy: 'tests',
        maxAttempts: 3,
      },
      'tests',
    )
    return runId
  }
  const runOf = async (runId: string) => {
    const { rows } = await ledger.raw<{ rows: Record<string, unknown>[] }>(
      `select state, attempt, attempts_left, error ->> 'code' as code from sync.runs where id = ?`,
      [runId],
    )
    return rows[0]
  }

  it('acknowledges when the ledger has the end of the attempt, not before', async () => {
    const runId = await request()
    let ownedIn: Promise<Record<string, unknown> | undefined> | undefined
    const own = () => {
      ownedIn = runOf(runId)
    }

    expect(await handle(context, { body: command(runId), own })).toBe('ack')

    expect(await ownedIn).toMatchObject({ attempt: 1 })
    expect(await runOf(runId)).toMatchObject({ state: 'succeeded', attempt: 1 })
    const { rows } = await database.pool.query('select * from copia.persona order by id')
    expect(rows).toEqual([
      { id: 1, nombre: 'Ñusta' },
      { id: 2, nombre: null },
    ])
  })

  it('acknowledges a command that comes again without running anything', async () => {
    const runId = await request()
    await handleCommand(context, command(runId))
    await handleCommand(context, command(runId))

    expect(await runOf(runId)).toMatchObject({ state: 'succeeded', attempt: 1 })
  })

  it('parks a command for a run that the ledger does not have', async () => {
    expect(await handleCommand(context, command(randomUUID()))).toMatchObject({
      park: { code: 'MESSAGE_INVALID' },
    })
  })

  it('fails a run whose dataset is defined no more', async () => {
    const runId = await request('gone')
    expect(await handleCommand(context, command(runId, 'gone'))).toBe('ack')
    expect(await runOf(runId)).toMatchObject({ state: 'failed', code: 'DATASET_UNKNOWN' })
  })

  it('leaves a run waiting for its next attempt when the failure may pass', async () => {
    const away = createPostgresSource({ name: 'here', url: 'postgres://nobody@127.0.0.1:1/away' })
    const runId = await request()

    await handleCommand(
      { ...context, lookUp: () => ({ dataset: padron, source: away }) },
      command(runId),
    )

    expect(await runOf(runId)).toMatchObject({
      state: 'waiting',
      attempts_left: 2,
      code: 'SOURCE_UNREACHABLE',
    })
    await away.close()
  })

  it('puts the run back, without using up an attempt, when the worker is stopped meanwhile', async () => {
    await database.pool.query(`insert into persona values (3, 'no llega')`)
    const proxy = await createFaultProxy({ upstreamUrl: database.url })
    const slow = createTargetDatabase({ url: proxy.url })
    proxy.onStatement(/^lock table/, () => stopping.abort(new SyncError('WORKER_STOPPING')))
    const runId = await request()

    await handleCommand({ ...context, target: slow }, command(runId))

    expect(await runOf(runId)).toMatchObject({ state: 'queued', attempts_left: 3, attempt: 1 })
    const { rows } = await database.pool.query('select from copia.persona where id = 3')
    expect(rows).toEqual([])
    await slow.destroy()
    await proxy.stop()
  })

  it.each([
    ['somebody cancels it', 'cancelled', null],
    ['its time is over', 'waiting', 'TIME_LIMIT_EXCEEDED'],
  ] as const)('rolls back and frees the dataset at once when %s', async (why, state, code) => {
    await database.pool.query(`insert into persona values (4, 'tampoco') on conflict do nothing`)
    const holder = await database.pool.connect()
    await holder.query('begin; lock table copia.persona in access exclusive mode')
    const runId = await request()
    const timeLimit = { softMinutes: why === 'its time is over' ? 0.01 : 10, hardMinutes: 20 }

    const ended = handleCommand(
      {
        ...context,
        stopping: new AbortController().signal,
        lookUp: () => ({ dataset: { ...padron, timeLimit, lockTimeoutSeconds: 60 }, source }),
      },
      command(runId),
    )
    if (state === 'cancelled') {
      await waitFor(
        async () => {
          const { rows } = await database.pool.query(
            `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
          )
          return rows.length > 0
        },
        { what: 'the run to wait for the lock' },
      )
      context.cancelNotices.tell(runId)
      await cancelRun(ledger, { runId, by: 'ana', writer: 'w' })
      context.cancelNotices.tell(runId)
    }
    await ended

    expect(await runOf(runId)).toMatchObject({ state, code })
    await holder.query('rollback')
    holder.release()
    const { rows } = await database.pool.query('select from copia.persona where id = 4')
    expect(rows).toEqual([])
    const { rows: free } = await database.pool.query(
      `select run_id from sync.datasets where name = 'padron'`,
    )
    expect(free).toEqual([{ run_id: null }])
  })

  it('does not acknowledge while the ledger is away', async () => {
    const away = connectLedger({
      url: 'postgres://nobody@127.0.0.1:1/away',
      applicationName: 'worker-test',
    })
    await expect(
      handleCommand({ ...context, ledger: away }, command(randomUUID())),
    ).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE' })
    await away.destroy()
  })
})
