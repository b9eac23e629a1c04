import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { changeSample } from '@aaps-data/siirays'
import {
  createAmqpFaultProxy,
  waitFor,
  type AmqpFaultProxy,
  type SpawnedProcess,
} from '../../src/index.ts'
import { createSystem, type RunningSystem } from '../running-system.ts'
import { tableImages } from '../table-images.ts'
import { injected } from './injected.ts'

describe('an answer that gets lost between a service and the broker', () => {
  let system: RunningSystem
  let ofScheduler: AmqpFaultProxy
  let ofWorker: AmqpFaultProxy
  let worker: SpawnedProcess
  let seed = 300

  beforeAll(async () => {
    system = await createSystem({ scale: 0.02 })
    ofScheduler = await createAmqpFaultProxy({ upstreamUrl: system.amqpUrl })
    ofWorker = await createAmqpFaultProxy({ upstreamUrl: system.amqpUrl })
    const scheduler = system.start('scheduler', { AMQP_URL: ofScheduler.url })
    worker = system.start('worker', { AMQP_URL: ofWorker.url, LOG_LEVEL: 'debug' })
    await scheduler.waitForLine(/Scheduler started/)
    await worker.waitForLine(/Worker started/)
    await system.runIn(await system.request(), ['succeeded'])
  }, 90_000)
  afterAll(async () => {
    await system.stop()
    await Promise.all([ofScheduler.stop(), ofWorker.stop()])
  }, 30_000)

  const change = () =>
    changeSample({ url: system.sourceUrl, seed: seed++, inserts: 5, updates: 5, deletes: 2 })
  const expectOneMerge = async (runId: string) => {
    const [run] = await system.rows(
      `select r.attempt, count(t.*)::integer as receipts from sync.runs r
       left join sync.receipts t on t.run_id = r.id where r.id = $1 group by r.id`,
      [runId],
    )
    expect(run).toEqual({ attempt: 1, receipts: 1 })
    expect(await tableImages(system.targetUrl, 'registro')).toEqual(
      await tableImages(system.sourceUrl, 'public'),
    )
  }

  it('row 4: a confirm that is lost publishes the command again, and it is one run', async () => {
    await change()
    const lost = ofScheduler.onFrame('down', 'basic.ack', 'cut')

    const runId = await system.request()
    await lost
    injected(4, 'a confirm swallowed, then the connection cut')

    await system.runIn(runId, ['succeeded'])
    await waitFor(async () => (await system.rows('select from sync.outbox')).length === 0, {
      what: 'the outbox to be empty',
      timeoutMs: 30_000,
    })
    await expectOneMerge(runId)
  }, 60_000)

  it('row 5: an acknowledgement that is lost brings the command again, and nothing is merged', async () => {
    await change()
    const lost = ofWorker.onFrame('up', 'basic.ack', 'cut')

    const runId = await system.request()
    await system.runIn(runId, ['succeeded'])
    await lost
    injected(5, 'an acknowledgement swallowed, then the connection cut')

    await worker.waitForLine(/"state":"succeeded".*Nothing to do for this command/, {
      timeoutMs: 30_000,
    })
    await expectOneMerge(runId)
  }, 60_000)
})
