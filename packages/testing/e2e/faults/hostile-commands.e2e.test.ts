import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createBroker, createPublisher } from '@aaps-data/amqp'
import { exchanges, queues, syncCommandType } from '@aaps-data/contracts'
import { createLogger } from '@aaps-data/runtime'
import { datasets } from '../../chaos/accounts.ts'
import { createFaultProxy, waitFor, type FaultProxy, type SpawnedProcess } from '../../src/index.ts'
import type { RunningSystem } from '../running-system.ts'
import { createAccountSystem, type AccountSystem } from './account-system.ts'
import { injected } from './injected.ts'

const copies = 1_000
const [, killer, healthy] = datasets

describe('commands that come too often, or kill whoever takes them', () => {
  let accounts: AccountSystem
  let system: RunningSystem
  let sourceProxy: FaultProxy
  const workers: SpawnedProcess[] = []

  beforeAll(async () => {
    accounts = await createAccountSystem(12)
    system = accounts.system
    sourceProxy = await createFaultProxy({ upstreamUrl: system.sourceUrl })
    const scheduler = system.start('scheduler')
    await scheduler.waitForLine(/Scheduler started/)
  }, 90_000)
  afterAll(async () => {
    await accounts.stop()
    await sourceProxy.stop()
  }, 30_000)

  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()))
  })

  const startWorker = async (env: Readonly<Record<string, string>> = {}) => {
    const worker = system.start('worker', env)
    workers.push(worker)
    await worker.waitForLine(/Worker started/)
    return worker
  }
  const expectEqual = async () => {
    expect(await accounts.differing()).not.toContain(healthy)
  }

  it('row 21: a thousand copies of a command for four workers are one run, once', async () => {
    await accounts.change(20)
    const runId = await system.request({ dataset: healthy })
    await waitFor(async () => (await system.rows('select from sync.outbox')).length === 0, {
      what: 'the command to be sent',
    })
    const log = createLogger({ service: 'e2e', level: 'silent', instance: 'e2e' })
    const broker = createBroker({ url: system.amqpUrl, name: 'storm', log })
    const publisher = createPublisher({ broker, log })
    const outcomes = await Promise.all(
      Array.from({ length: copies }, (_, n) =>
        publisher.publish({
          exchange: exchanges.commands,
          routingKey: `command.interactive.${healthy}`,
          body: Buffer.from(
            JSON.stringify({
              specversion: '1.0',
              id: `copy-${n}`,
              source: '/e2e',
              type: syncCommandType,
              data: { runId, dataset: healthy },
            }),
          ),
          messageId: `copy-${n}`,
          type: syncCommandType,
          mandatory: true,
          maxBytes: 10_000,
          timeoutMs: 30_000,
        }),
      ),
    )
    expect(new Set(outcomes)).toEqual(new Set(['confirmed']))
    await publisher.stop(1_000)
    await broker.close()
    injected(21, `${copies} copies of one command`)
    await Promise.all([1, 2, 3, 4].map(() => startWorker()))
    await system.runIn(runId, ['succeeded'])
    const left = async () => {
      const path = `/api/queues/${system.vhost.name}/${queues.interactiveCommands}`
      return ((await system.vhost.manage('GET', path)) as { messages?: number }).messages
    }
    await waitFor(async () => (await left()) === 0, { what: 'no copy left', timeoutMs: 60_000 })

    expect(await system.rows('select from sync.attempts where run_id = $1', [runId])).toHaveLength(
      1,
    )
    expect(await system.rows('select from sync.receipts where run_id = $1', [runId])).toHaveLength(
      1,
    )
    await expectEqual()
  }, 120_000)

  it('row 23: a run that kills each worker fails at last, and harms no other dataset', async () => {
    await accounts.change(20)
    const proxy = await createFaultProxy({ upstreamUrl: system.targetUrl })
    const runId = await system.request({ dataset: killer })
    await system.runIn(runId, ['queued'])
    await system.rows(`update sync.runs set attempts_left = 3 where id = $1`, [runId])
    let deaths = 0
    const isOver = async () =>
      (await system.rows(`select from sync.runs where id = $1 and state = 'failed'`, [runId]))
        .length > 0
    while (!(await isOver())) {
      const worker = await startWorker({ TARGET_DATABASE_URL: proxy.url })
      const died = proxy
        .killWhen(/^(insert into|update) "cuentas_2"/, worker.process)
        .then(() => 'died' as const)
      const outcome = await Promise.race([
        died,
        waitFor(isOver, { what: 'the run to fail', timeoutMs: 60_000 }).then(() => 'over' as const),
      ])
      if (outcome === 'over') break
      deaths += 1
      injected(23, `a worker killed by the run, for the ${deaths}. time`)
      await worker.kill()
      const other = await startWorker()
      await system.runIn(await system.request({ dataset: healthy }), ['succeeded'])
      await other.kill()
    }
    expect(deaths).toBe(3)
    const [run] = await system.rows('select attempt, error from sync.runs where id = $1', [runId])
    expect(run).toMatchObject({ attempt: 3, error: { code: 'WORKER_LOST' } })
    await expectEqual()
    await proxy.stop()
  }, 120_000)

  it('row 26: a source that accepts and never answers leaves the slot to others in time', async () => {
    sourceProxy.pause()
    await startWorker({ SOURCE_SIIRAYS_URL: sourceProxy.url })
    const runId = await system.request({ dataset: healthy })
    injected(26, 'a source that accepts connections and never answers')
    const run = await system.runIn(runId, ['waiting'], 60_000)
    expect(run['error']).toMatchObject({ code: 'SOURCE_UNREACHABLE' })
    expect(await system.rows(`select from sync.datasets where run_id = $1`, [runId])).toEqual([])
    sourceProxy.resume()
    await system.runIn(runId, ['succeeded'], 60_000)
    await expectEqual()
  }, 150_000)
})
