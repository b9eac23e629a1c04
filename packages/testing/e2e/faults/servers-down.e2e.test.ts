import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { queues } from '@aaps-data/contracts'
import { datasets } from '../../chaos/accounts.ts'
import { startChaosStack, type ChaosStack } from '../../chaos/chaos-stack.ts'
import {
  createFaultProxy,
  waitFor,
  type FaultMoment,
  type FaultProxy,
  type SpawnedProcess,
} from '../../src/index.ts'
import { onDatabase, type RunningSystem } from '../running-system.ts'
import { createAccountSystem, type AccountSystem } from './account-system.ts'
import { injected } from './injected.ts'

const receipt = /sync\.finish_run/

/** Where the target's server ends at once: at a statement of the worker, or the first behind another. */
const crashes: readonly {
  readonly where: string
  readonly at: RegExp
  readonly moment: FaultMoment
  readonly behind?: RegExp
}[] = [
  { where: 'while rows are staged', at: /^copy .* from stdin/, moment: 'forwarded' },
  { where: 'during the merge', at: /^update "cuentas_2"/, moment: 'answered' },
  { where: 'once the commit was sent', at: /^commit/i, moment: 'forwarded', behind: receipt },
]

describe('servers that go away and come back', () => {
  let stack: ChaosStack
  let accounts: AccountSystem
  let system: RunningSystem
  let proxy: FaultProxy
  let scheduler: SpawnedProcess
  let worker: SpawnedProcess

  beforeAll(async () => {
    stack = await startChaosStack()
    process.env['TEST_DATABASE_URL'] = stack.state.postgres.url
    process.env['TEST_AMQP_URL'] = stack.state.rabbitmq.url
    process.env['TEST_AMQP_MANAGEMENT_URL'] = stack.state.rabbitmq.managementUrl
    accounts = await createAccountSystem(11)
    system = accounts.system
    proxy = await createFaultProxy({ upstreamUrl: system.targetUrl })
    scheduler = system.start('scheduler')
    worker = system.start('worker', { TARGET_DATABASE_URL: proxy.url, LOG_LEVEL: 'debug' })
    await Promise.all([
      scheduler.waitForLine(/Scheduler started/),
      worker.waitForLine(/Worker started/),
    ])
    for (const dataset of datasets) {
      await system.runIn(await system.request({ dataset }), ['succeeded'])
    }
  }, 120_000)
  afterAll(async () => {
    await accounts.stop()
    await proxy.stop()
    await stack.stop()
  }, 60_000)
  beforeEach(() => accounts.change(10))

  const expectAllDone = async (runIds: readonly string[]) => {
    for (const runId of runIds) await system.runIn(runId, ['succeeded', 'failed'], 60_000)
    const receipts = await system.rows(`select run_id from sync.receipts where run_id = any($1)`, [
      runIds,
    ])
    expect(receipts).toHaveLength(new Set(runIds).size)
    for (const dataset of datasets) {
      await system.runIn(await system.request({ dataset }), ['succeeded'])
    }
    expect(await accounts.differing()).toEqual([])
    expect(await parked()).toBe(0)
  }
  const parked = async () => {
    const path = `/api/queues/${system.vhost.name}/${queues.parking}`
    const found = (await system.vhost.manage('GET', path)) as { readonly messages?: number }
    return found.messages ?? 0
  }
  const restartBroker = async (signal: NodeJS.Signals) => {
    const seen = worker.lines.length
    stack.kill('rabbitmq', signal)
    await waitFor(() => worker.lines.slice(seen).some((line) => line.includes('Lost the broker')), {
      what: 'the worker to lose the broker',
      timeoutMs: 30_000,
    })
    await stack.heal()
  }

  it('row 1: the broker is restarted in order: who consumed consumes, what waited is done', async () => {
    await restartBroker('SIGTERM')
    injected(1, 'the broker restarted, idle')
    await system.runIn(await system.request({ dataset: datasets[1] }), ['succeeded'], 20_000)

    const waiting = await Promise.all(
      Array.from({ length: 50 }, (_, n) => system.request({ dataset: datasets[n % 4] ?? '' })),
    )
    await restartBroker('SIGTERM')
    injected(1, 'the broker restarted, with 50 runs queued')
    await expectAllDone(waiting)
  }, 120_000)

  it('row 2: the broker is killed while a hundred requests are published', async () => {
    const keys = Array.from({ length: 100 }, () => randomUUID())
    const ask = (key: string, n: number) => system.request({ key, dataset: datasets[n % 4] ?? '' })
    const asked = Promise.allSettled(keys.map(ask))
    await waitFor(async () => (await system.rows(`select from sync.outbox`)).length > 0, {
      what: 'commands on their way',
      intervalMs: 5,
    })
    await restartBroker('SIGKILL')
    injected(2, 'the broker killed with 100 requests and their commands on the way')
    const outcomes = await asked
    const runIds: string[] = []
    for (const [n, outcome] of outcomes.entries()) {
      const { status } = outcome
      runIds.push(status === 'fulfilled' ? outcome.value : await ask(keys[n] ?? '', n))
    }
    expect(new Set(runIds).size).toBe(100)
    await expectAllDone(runIds)
  }, 120_000)

  it('row 3: the broker is killed in the middle of a merge, which ends all the same, once', async () => {
    const [, dataset] = datasets
    let runId = ''
    await onDatabase(system.targetUrl, async (client) => {
      await client.query(`begin; lock table ${dataset}.debe in exclusive mode`)
      runId = await system.request({ dataset })
      await system.runIn(runId, ['running'])
      await waitFor(
        async () => (await system.rows(`select from pg_locks where not granted`)).length > 0,
        { what: 'the apply', timeoutMs: 20_000 },
      )
      stack.kill('rabbitmq')
      injected(3, 'the broker killed in the middle of a merge')
      await client.query('rollback')
    })
    await system.runIn(runId, ['succeeded'])
    await stack.heal()
    await worker.waitForLine(
      new RegExp(`${runId}.*"state":"succeeded".*Nothing to do|Nothing to do.*${runId}`),
      { timeoutMs: 30_000 },
    )
    await expectAllDone([runId])
  }, 120_000)

  it.each(crashes)(
    "row 17: the target's server ends at once, $where: as before or as after, then done, once",
    async ({ where, at, moment, behind }) => {
      const dataset = datasets[1]
      const ended = new Promise<void>((resolve) => {
        const end = () => {
          stack.kill('postgres', 'SIGQUIT')
          resolve()
        }
        const endAtStatement = () => {
          proxy.onStatement(at, end, { moment })
        }
        if (behind === undefined) endAtStatement()
        else proxy.onStatement(behind, endAtStatement)
      })
      const runId = await system.request({ dataset })
      await ended
      injected(17, `PostgreSQL ended ${where}`)
      await stack.heal()
      await system.runIn(runId, ['succeeded'], 60_000)
      await expectAllDone([runId])
    },
    120_000,
  )

  it('row 19: the ledger is away for a while: nothing is parked, and all is done afterwards', async () => {
    const seen = scheduler.lines.length
    stack.kill('postgres', 'SIGINT')
    const runIds = await Promise.all(datasets.map((dataset) => system.request({ dataset })))
    injected(19, 'PostgreSQL away while requests come')
    const inVain = () =>
      scheduler.lines.slice(seen).filter((line) => /UNREACHABLE|ECONNREFUSED/.test(line)).length
    await waitFor(() => inVain() >= 5, { what: 'five tries in vain', timeoutMs: 60_000 })
    expect(await parked()).toBe(0)
    await stack.heal()
    await expectAllDone(runIds)
  }, 150_000)
})
