import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { datasets, noteWrites } from '../../chaos/accounts.ts'
import {
  createAmqpFaultProxy,
  createFaultProxy,
  seededRandom,
  waitFor,
  type SpawnedProcess,
} from '../../src/index.ts'
import type { RunningSystem } from '../running-system.ts'
import { createAccountSystem, type AccountSystem } from './account-system.ts'
import { injected } from './injected.ts'
import { killAt, type Ways } from './kill-at.ts'
import { killPoints } from './kill-points.ts'

/** One seed is what a change has to pass; `FAULT_SEEDS=7,11,23` repeats every point with each. */
const seeds = (process.env['FAULT_SEEDS'] ?? '7').split(',').map(Number)
const services = ['worker', 'scheduler'] as const
type Service = (typeof services)[number]

const leaseMs = 2_000
const sweepMs = 300
/** For a machine that is busy. */
const slackMs = 4_000

const rounds = seeds.flatMap((seed) =>
  killPoints.map((point, n) => ({ seed, point, random: seededRandom(seed * 1_000 + n) })),
)

describe('a service that is killed at a point of its work', () => {
  let accounts: AccountSystem
  let system: RunningSystem
  const ways = new Map<Service, Ways>()
  const running = new Map<Service, SpawnedProcess>()

  beforeAll(async () => {
    accounts = await createAccountSystem(seeds[0] ?? 0)
    system = accounts.system
    await onTarget(noteWrites)
    for (const service of services) {
      ways.set(service, {
        database: await createFaultProxy({ upstreamUrl: system.targetUrl }),
        broker: await createAmqpFaultProxy({ upstreamUrl: system.amqpUrl }),
      })
      start(service)
    }
    await Promise.all([...running.values()].map((one) => one.waitForLine(/started/)))
    await expectAllDone(await requestAll())
  }, 60_000)
  afterAll(async () => {
    await accounts.stop()
    for (const { database, broker } of ways.values()) {
      await Promise.all([database.stop(), broker.stop()])
    }
  }, 30_000)

  it.each(
    rounds.map((round) => {
      const { row, service, where } = round.point
      return [row, round.seed, service, where, round] as const
    }),
  )(
    'row %i: seed %i: a %s that is killed %s: each run is applied once, and in time',
    async (row, seed, service, where, { point, random }) => {
      const nth = 1 + Math.floor(random() * point.times)
      await accounts.changeEach()
      const victim = found(running, service)
      const dead = killAt(found(ways, service), point, { victim, nth })

      const runIds = await requestAll()
      await dead
      const killedAt = await databaseNow()
      injected(row, `seed ${seed}: ${service} killed ${where}, time ${nth} of ${point.times}`)
      start(service)

      await expectAllDone(runIds)
      expect(await takenBackLaterThan(killedAt, leaseMs + sweepMs + slackMs)).toEqual([])
    },
    45_000,
  )

  it('row 28: what the dead had not sent, or not heard of, is sent in the end', async () => {
    await waitFor(async () => (await system.rows('select from sync.outbox')).length === 0, {
      what: 'the outbox to be empty',
      timeoutMs: 20_000,
    })
    expect(await accounts.differing()).toEqual([])
  }, 30_000)

  function start(service: Service): void {
    const { database, broker } = found(ways, service)
    const env = { TARGET_DATABASE_URL: database.url, AMQP_URL: broker.url }
    // Slots of the schedule stay out of the way: which run is met depends on the seed alone.
    const alone = { WORKER_SLOTS_SCHEDULED: '0', SCHEDULER_REQUESTS_PER_MINUTE: '100000' }
    running.set(service, system.start(service, { ...env, ...alone }))
  }

  function requestAll(): Promise<string[]> {
    return Promise.all(datasets.map((dataset) => system.request({ dataset })))
  }

  async function expectAllDone(runIds: readonly string[]): Promise<void> {
    for (const runId of runIds) await system.runIn(runId, ['succeeded', 'failed'])
    const applied = await system.rows(
      `select r.state, count(distinct t.run_id)::integer as receipts,
         count(a.*) filter (where a.outcome = 'succeeded')::integer as successes
       from sync.runs r left join sync.receipts t on t.run_id = r.id
       left join sync.attempts a on a.run_id = r.id
       where r.id = any($1) group by r.id`,
      [runIds],
    )
    expect(applied).toEqual(runIds.map(() => ({ state: 'succeeded', receipts: 1, successes: 1 })))
    expect(await accounts.differing()).toEqual([])
    expect(await writesWithoutReceipt()).toEqual([])
    expect(await overlaps()).toEqual([])
    await expectNoStagingAfterNextRuns()
  }

  function writesWithoutReceipt() {
    return system.rows(
      `select w.dataset, w.transaction_id::text from chaos.writes w
       where 1 <> (select count(*) from sync.receipts t
         where t.transaction_id = w.transaction_id and t.dataset = w.dataset)`,
    )
  }

  /** Receipts that do not follow on the one before: two attempts wrote in each other's time. */
  function overlaps() {
    return system.rows(
      `select * from (select dataset, fence, lag(fence) over (
         partition by dataset order by written_at) as earlier from sync.receipts) as f
       where fence <= earlier`,
    )
  }

  /** Who dies behind its commit leaves its staging, to the dataset's next run. */
  async function expectNoStagingAfterNextRuns(): Promise<void> {
    if ((await stagingTables()).length === 0) return
    for (const runId of await requestAll()) await system.runIn(runId, ['succeeded'])
    await waitFor(async () => (await stagingTables()).length === 0, {
      what: 'no staging to be left over',
    })
  }

  function stagingTables() {
    return system.rows(`select relname from pg_class
      where relnamespace = 'sync_staging'::regnamespace and relkind = 'r'`)
  }

  function takenBackLaterThan(since: Date, limitMs: number) {
    return system.rows(
      `select run_id, finished_at - $1::timestamptz as after from sync.attempts
       where outcome = 'lost' and finished_at > $1::timestamptz + $2 * interval '1 ms'`,
      [since, limitMs],
    )
  }

  async function databaseNow(): Promise<Date> {
    const [row] = await system.rows('select clock_timestamp() as at')
    return row?.['at'] as Date
  }

  async function onTarget(work: (target: pg.Pool) => Promise<void>): Promise<void> {
    const target = new pg.Pool({ connectionString: system.targetUrl, max: 1 })
    await work(target).finally(() => target.end())
  }
})

function found<Value>(map: ReadonlyMap<Service, Value>, service: Service): Value {
  const value = map.get(service)
  if (value === undefined) throw new Error(`There is no ${service}`)
  return value
}
