import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { changeSample } from '@aaps-data/siirays'
import { createFaultProxy, type FaultMoment, type FaultProxy } from '../../src/index.ts'
import { createSystem, type RunningSystem } from '../running-system.ts'
import { tableImages } from '../table-images.ts'
import { injected } from './injected.ts'

/** Where the worker is stopped: at a statement that it sends to the target. */
const stops: readonly (readonly [row: number, where: string, at: RegExp, moment: FaultMoment])[] = [
  [15, 'before the apply', /select exists \(select from sync\.rejects/, 'answered'],
  [16, 'within the apply, with its locks', /^insert into "registro"/, 'answered'],
]

describe('a worker that is stopped for longer than its lease, and goes on', () => {
  let system: RunningSystem
  let proxy: FaultProxy
  let seed = 500

  beforeAll(async () => {
    system = await createSystem({ scale: 0.02 })
    proxy = await createFaultProxy({ upstreamUrl: system.targetUrl })
    const scheduler = system.start('scheduler')
    await scheduler.waitForLine(/Scheduler started/)
    const worker = system.start('worker')
    await system.runIn(await system.request(), ['succeeded'])
    await worker.kill()
  }, 90_000)
  afterAll(async () => {
    await system.stop()
    await proxy.stop()
  }, 30_000)

  it.each(stops)(
    'row %i: %s: another one does the run, once, and it writes nothing any more',
    async (row, where, at, moment) => {
      await changeSample({
        url: system.sourceUrl,
        seed: seed++,
        inserts: 9,
        updates: 5,
        deletes: 2,
      })
      const stopped = system.start('worker', { TARGET_DATABASE_URL: proxy.url })
      await stopped.waitForLine(/Worker started/)
      const isStopped = new Promise<void>((resolve) => {
        const stop = () => {
          stopped.process.kill('SIGSTOP')
          resolve()
        }
        proxy.onStatement(at, stop, { moment })
      })
      const runId = await system.request()
      await isStopped
      injected(row, `a worker stopped ${where}`)

      const other = system.start('worker')
      await system.runIn(runId, ['succeeded'], 60_000)
      stopped.process.kill('SIGCONT')
      await stopped.waitForLine(/LEASE_LOST/)

      expect(
        await system.rows(`select outcome from sync.attempts where run_id = $1 order by number`, [
          runId,
        ]),
      ).toEqual([{ outcome: 'lost' }, { outcome: 'succeeded' }])
      expect(
        await system.rows('select from sync.receipts where run_id = $1', [runId]),
      ).toHaveLength(1)
      expect(await tableImages(system.targetUrl, 'registro')).toEqual(
        await tableImages(system.sourceUrl, 'public'),
      )
      await other.kill()
      await system.runIn(await system.request(), ['succeeded'])
      await stopped.kill()
    },
    120_000,
  )
})
