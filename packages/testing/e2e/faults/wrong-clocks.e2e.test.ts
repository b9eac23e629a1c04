import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { datasets } from '../../chaos/accounts.ts'
import { createFaultProxy, waitFor, type FaultProxy } from '../../src/index.ts'
import type { RunningSystem } from '../running-system.ts'
import { createAccountSystem, type AccountSystem } from './account-system.ts'
import { injected } from './injected.ts'

const minuteMs = 60_000
const [onSchedule, held] = datasets
const heartbeats = 6

describe('services whose clocks are wrong', () => {
  let accounts: AccountSystem
  let system: RunningSystem
  let proxy: FaultProxy

  beforeAll(async () => {
    accounts = await createAccountSystem(25)
    system = accounts.system
    proxy = await createFaultProxy({ upstreamUrl: system.targetUrl })
  }, 60_000)
  afterAll(async () => {
    await accounts.stop()
    await proxy.stop()
  }, 30_000)

  it('row 25: ten minutes ahead or behind, also in a run: slots and leases are by the database', async () => {
    const schedulers = [10 * minuteMs, -10 * minuteMs].map((skewMs) =>
      system.start('scheduler', { ...clock({ skewMs }), SCHEDULER_TICK: '100ms' }),
    )
    const worker = system.start('worker', {
      ...clock({ skewMs: 10 * minuteMs, stepMs: -20 * minuteMs }),
      TARGET_DATABASE_URL: proxy.url,
    })
    for (const one of [...schedulers, worker]) await one.waitForLine(/started/)
    injected(25, 'schedulers ten minutes ahead and behind, a worker ten minutes ahead')
    await system.runIn(await system.request({ dataset: held }), ['succeeded'])

    await accounts.changeEach()
    let beats = 0
    proxy.onEveryStatement((statement) => {
      if (statement.includes('sync.keep_lease')) beats += 1
    })
    const isStepped = new Promise<void>((resolve) => {
      const step = async () => {
        worker.process.kill('SIGWINCH')
        await worker.waitForLine(/clock stepped/)
        const before = beats
        await waitFor(() => beats >= before + heartbeats, {
          what: 'heartbeats',
          timeoutMs: 20_000,
        })
        resolve()
      }
      proxy.onStatement(/^copy .* from stdin/, step)
    })
    const runId = await system.request({ dataset: held })
    await isStepped
    injected(25, 'its clock stepped back by twenty minutes in a run longer than its lease')
    await system.runIn(runId, ['succeeded'])
    await waitFor(async () => (await slots()).length >= 3, {
      what: 'three slots',
      timeoutMs: 20_000,
    })

    expect(await system.rows(`select from sync.attempts where outcome <> 'succeeded'`)).toEqual([])
    const late = (await slots()).filter(({ late }) => Number(late) < 0 || Number(late) > 10)
    expect(late).toEqual([])
    const runs = await system.rows(
      `select slot_at from sync.runs where dataset = $1 and slot_at is not null
       group by slot_at having count(*) > 1`,
      [onSchedule],
    )
    expect(runs).toEqual([])
  }, 80_000)

  /** Each slot, and how many seconds it was decided behind its time, both by the database's clock. */
  function slots() {
    return system.rows(
      `select slot_at, extract(epoch from decided_at - slot_at)::float8 as late
       from sync.slots where dataset = $1`,
      [onSchedule],
    )
  }
})

function clock({
  skewMs,
  stepMs = 0,
}: {
  readonly skewMs: number
  readonly stepMs?: number
}): Record<string, string> {
  const file = pathToFileURL(join(__dirname, 'skewed-clock.mjs')).href
  return { NODE_OPTIONS: `--import ${file}`, SKEW_MS: String(skewMs), STEP_MS: String(stepMs) }
}
