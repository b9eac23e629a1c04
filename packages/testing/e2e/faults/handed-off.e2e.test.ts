import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { queues } from '@aaps-data/contracts'
import { datasets } from '../../chaos/accounts.ts'
import {
  createAmqpFaultProxy,
  createFaultProxy,
  waitFor,
  type AmqpFaultProxy,
  type FaultProxy,
  type SpawnedProcess,
} from '../../src/index.ts'
import type { RunningSystem } from '../running-system.ts'
import { createAccountSystem, type AccountSystem } from './account-system.ts'
import { injected } from './injected.ts'

const [, dataset] = datasets

describe('a worker that is killed when its run outlasts the acknowledgement', () => {
  let accounts: AccountSystem
  let system: RunningSystem
  let database: FaultProxy
  let broker: AmqpFaultProxy

  beforeAll(async () => {
    accounts = await createAccountSystem(14)
    system = accounts.system
    database = await createFaultProxy({ upstreamUrl: system.targetUrl })
    broker = await createAmqpFaultProxy({ upstreamUrl: system.amqpUrl })
    const scheduler = system.start('scheduler')
    await scheduler.waitForLine(/Scheduler started/)
  }, 60_000)
  afterAll(async () => {
    await accounts.stop()
    await Promise.all([database.stop(), broker.stop()])
  }, 30_000)

  const deaths: readonly (readonly [string, (worker: SpawnedProcess) => Promise<unknown>])[] = [
    ['its early acknowledgement is lost', () => broker.onFrame('up', 'basic.ack', 'cut')],
    [
      'the broker has its early acknowledgement',
      async (worker) => {
        await worker.waitForLine(/Delivery acknowledged early/)
        await waitFor(async () => (await commands()) === 0, {
          what: 'the broker to have forgotten the command',
          timeoutMs: 20_000,
        })
      },
    ],
  ]

  it.each(deaths)(
    'row 14: and %s: another one does the run, once',
    async (what, moment) => {
      await accounts.changeEach()
      const worker = startWorker()
      await worker.waitForLine(/Worker started/)
      const dead = new AbortController()
      database.onStatement(/^copy .* from stdin/, async () => {
        await once(dead.signal, 'abort')
        return 'cut' as const
      })
      const met = moment(worker)
      const runId = await system.request({ dataset })
      await met
      await worker.kill()
      dead.abort()
      injected(14, `a worker killed in its run when ${what}`)
      const successor = startWorker()
      await system.runIn(runId, ['succeeded'])

      expect(
        await system.rows('select outcome from sync.attempts where run_id = $1 order by number', [
          runId,
        ]),
      ).toEqual([{ outcome: 'lost' }, { outcome: 'succeeded' }])
      expect(
        await system.rows('select from sync.receipts where run_id = $1', [runId]),
      ).toHaveLength(1)
      expect(await accounts.differing()).not.toContain(dataset)
      await successor.kill()
    },
    60_000,
  )

  function startWorker(): SpawnedProcess {
    return system.start('worker', {
      TARGET_DATABASE_URL: database.url,
      AMQP_URL: broker.url,
      WORKER_ACK_AFTER: '500ms',
      WORKER_SLOTS_SCHEDULED: '0',
    })
  }

  /** Commands that the broker still has, in hand or not. */
  async function commands(): Promise<number | undefined> {
    const path = `/api/queues/${system.vhost.name}/${queues.interactiveCommands}`
    return ((await system.vhost.manage('GET', path)) as { readonly messages?: number }).messages
  }
})
