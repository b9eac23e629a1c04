import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { changeSample } from '@aaps-data/siirays'
import type { FaultMoment } from '../src/index.ts'
import { createFaultProxy, type FaultProxy, type SpawnedProcess } from '../src/index.ts'
import { createSystem, type RunningSystem } from './running-system.ts'
import { tableImages } from './table-images.ts'

/** What the apply does last: the commit behind it is that of the apply. */
const receipt = /sync\.finish_run/

/**
 * Where the worker dies: at a statement that it sends to the target, the first of its kind, or the
 * first behind another one that is named.
 */
const deaths: readonly {
  readonly where: string
  readonly at: RegExp
  readonly moment: FaultMoment
  readonly behind?: RegExp
}[] = [
  { where: 'claiming the run', at: /sync\.claim_run/, moment: 'answered' },
  { where: 'creating staging', at: /create unlogged table/, moment: 'forwarded' },
  { where: 'copying rows into staging', at: /^copy .* from stdin/, moment: 'forwarded' },
  { where: 'deriving the documents', at: /jsonb_build_object/, moment: 'forwarded' },
  {
    where: 'locking the fence',
    at: /from sync\.datasets where name = .* for update/,
    moment: 'answered',
  },
  { where: 'locking the tables', at: /lock table/, moment: 'answered' },
  { where: 'inserting', at: /^insert into "registro"/, moment: 'answered' },
  { where: 'deleting', at: /^delete from "registro"/, moment: 'answered' },
  { where: 'writing the receipt', at: receipt, moment: 'answered' },
  { where: 'committing', at: /^commit/i, moment: 'before', behind: receipt },
  { where: 'hearing of the commit', at: /^commit/i, moment: 'answered', behind: receipt },
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
    'row 14: while $where leaves the target as before or as after, and its run ends succeeded',
    async ({ at, moment, behind }) => {
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
        const kill = async () => {
          await worker.kill()
          resolve()
          return 'cut' as const
        }
        const killAtStatement = () => {
          proxy.onStatement(at, kill, { moment })
        }
        if (behind === undefined) killAtStatement()
        else proxy.onStatement(behind, killAtStatement)
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
