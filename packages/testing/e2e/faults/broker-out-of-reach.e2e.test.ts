import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { changeSample } from '@aaps-data/siirays'
import {
  createAmqpFaultProxy,
  waitFor,
  type AmqpFaultProxy,
  type NetworkMode,
} from '../../src/index.ts'
import { createSystem, onDatabase, type RunningSystem } from '../running-system.ts'
import { tableImages } from '../table-images.ts'
import { injected } from './injected.ts'

/** What stands in the matrix, and how the network treats the worker meanwhile. */
const faults: readonly (readonly [row: number, what: string, mode: NetworkMode])[] = [
  [11, 'nothing passes', { kind: 'black-hole' }],
  [13, 'nothing comes back', { kind: 'half-open', passes: 'up' }],
  [13, 'nothing goes out', { kind: 'half-open', passes: 'down' }],
]

describe('a worker that loses the broker while it runs', () => {
  let system: RunningSystem
  let proxy: AmqpFaultProxy
  let seed = 400

  beforeAll(async () => {
    system = await createSystem({ scale: 0.02 })
    proxy = await createAmqpFaultProxy({ upstreamUrl: system.amqpUrl })
    const scheduler = system.start('scheduler')
    const worker = system.start('worker', { AMQP_URL: proxy.url })
    await scheduler.waitForLine(/Scheduler started/)
    await worker.waitForLine(/Worker started/)
    await system.runIn(await system.request(), ['succeeded'])
  }, 90_000)
  afterAll(async () => {
    await system.stop()
    await proxy.stop()
  }, 30_000)

  it.each(faults)(
    'row %i: %s between them: the run ends, once, and the next one follows when it is well',
    async (row, what, mode) => {
      await changeSample({
        url: system.sourceUrl,
        seed: seed++,
        inserts: 5,
        updates: 5,
        deletes: 2,
      })
      let runId = ''
      await onDatabase(system.targetUrl, async (client) => {
        await client.query('begin; lock table registro.epsa in exclusive mode')
        runId = await system.request()
        await system.runIn(runId, ['running'])
        await waitFor(() => isWaitingForLock(), { what: 'the apply', timeoutMs: 20_000 })
        await proxy.setNetwork(mode)
        injected(row, `${what} between worker and broker from within the apply`)
        await client.query('rollback')
      })
      await system.runIn(runId, ['succeeded'])

      await proxy.setNetwork({ kind: 'pass' })
      const next = await system.request()
      await system.runIn(next, ['succeeded'], 60_000)

      const receipts = await system.rows(
        `select run_id from sync.receipts where run_id in ($1, $2)`,
        [runId, next],
      )
      expect(receipts).toHaveLength(2)
      expect(
        await system.rows('select from sync.attempts where run_id = $1', [runId]),
      ).toHaveLength(1)
      expect(await tableImages(system.targetUrl, 'registro')).toEqual(
        await tableImages(system.sourceUrl, 'public'),
      )
    },
    120_000,
  )

  async function isWaitingForLock(): Promise<boolean> {
    const [found] = await system.rows(
      `select exists (select from pg_locks l join pg_class c on c.oid = l.relation
         where not l.granted and c.relname = 'epsa') as waits`,
    )
    return found?.['waits'] === true
  }
})
