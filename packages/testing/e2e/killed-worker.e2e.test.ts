import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { changeSample } from '@aaps-data/siirays'
import type { FaultMoment } from '../src/index.ts'
import { createFaultProxy, type FaultProxy, type SpawnedProcess } from '../src/index.ts'
import { createSystem, type RunningSystem } from './running-system.ts'
import { tableImages } from './table-images.ts'

/** Where the worker dies: at a statement that it sends to the target. */
const deaths: readonly (readonly [where: string, statement: RegExp, moment: FaultMoment])[] = [
  ['claiming the run', /sync\.claim_run/, 'answered'],
  ['creating staging', /create unlogged table/, 'forwarded'],
  ['copying rows into staging', /^copy .* from stdin/, 'forwarded'],
  ['deriving the documents', /jsonb_build_object/, 'forwarded'],
  ['locking the fence', /from sync\.datasets where name = .* for update/, 'answered'],
  ['locking the tables', /lock table/, 'answered'],
  ['inserting', /^insert into "registro"/, 'answered'],
  ['deleting', /^delete from "registro"/, 'answered'],
  ['writing the receipt', /sync\.finish_run/, 'answered'],
  ['committing', /^commit/i, 'before'],
  ['hearing of the commit', /^commit/i, 'answered'],
]

describe('a worker that is killed', () => {
  let system: RunningSystem
  let proxy: FaultProxy
  let seed = 100

  beforeAll(async () => {
    system = await createSystem({ scale: 0.05 })
    proxy = await createFaultProxy({ upstreamUrl: system.targetUrl })
    const scheduler = system.start('scheduler')
    await scheduler.waitForLine(/Scheduler started/)
    const worker = startWorker()
    await system.runIn(await system.request(), ['succeeded'])
    await worker.kill()
  }, 60_000)
  afterAll(async () => {
    await proxy.stop()
    await system.stop()
  }, 30_000)

  const startWorker = (): SpawnedProcess =>
    system.start('worker', { TARGET_DATABASE_URL: proxy.url })
  const target = () => tableImages(system.targetUrl, 'registro')

  it.each(deaths)(
    'while %s leaves the target as before or as after, and its run ends succeeded',
    async (_where, statement, moment) => {
      await changeSample({
        url: system.sourceUrl,
        seed: seed++,
        inserts: 40,
        updates: 5,
        deletes: 5,
      })
      const before = await target()
      const after = await tableImages(system.sourceUrl, 'public')
      expect(before).not.toEqual(after)
      const worker = startWorker()
      await worker.waitForLine(/Worker started/)
      const died = new Promise<void>((resolve) => {
        proxy.onStatement(
          statement,
          async () => {
            await worker.kill()
            resolve()
            return 'cut' as const
          },
          { moment },
        )
      })

      const runId = await system.request()
      await died
      const left = await target()
      expect([before, after]).toContainEqual(left)
      const successor = startWorker()
      const run = await system.runIn(runId, ['succeeded', 'failed'])

      expect(run['state']).toBe('succeeded')
      expect(await target()).toEqual(after)
      await successor.kill()
    },
    45_000,
  )
})
