import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { datasets } from '../../chaos/accounts.ts'
import {
  createFaultProxy,
  startPrivatePostgres,
  waitFor,
  type FaultProxy,
  type PrivatePostgres,
} from '../../src/index.ts'
import type { RunningSystem } from '../running-system.ts'
import { createAccountSystem, type AccountSystem } from './account-system.ts'
import { injected } from './injected.ts'

const [, held, other] = datasets
/** Four in the length of a lease: three leases would be over. */
const heartbeats = 12

describe('a PostgreSQL that has no connection left', () => {
  let server: PrivatePostgres
  let accounts: AccountSystem
  let system: RunningSystem
  let proxy: FaultProxy

  beforeAll(async () => {
    server = await startPrivatePostgres()
    process.env['TEST_DATABASE_URL'] = server.url
    accounts = await createAccountSystem(20)
    system = accounts.system
    proxy = await createFaultProxy({ upstreamUrl: system.targetUrl })
    const scheduler = system.start('scheduler')
    const worker = system.start('worker', {
      TARGET_DATABASE_URL: proxy.url,
      WORKER_SLOTS_INTERACTIVE: '2',
      // Slots of the schedule stay out of the way.
      WORKER_SLOTS_SCHEDULED: '0',
    })
    await Promise.all([
      scheduler.waitForLine(/Scheduler started/),
      worker.waitForLine(/Worker started/),
    ])
    for (const dataset of datasets) {
      await system.runIn(await system.request({ dataset }), ['succeeded'])
    }
  }, 90_000)
  afterAll(async () => {
    await accounts.stop()
    await proxy.stop()
    await server.stop()
  }, 30_000)

  it('row 20: a run keeps its lease all the same, and what came meanwhile is done afterwards', async () => {
    await accounts.changeEach()
    const goOn = new AbortController()
    const isHeld = new Promise<void>((resolve) => {
      const hold = async () => {
        resolve()
        await once(goOn.signal, 'abort')
      }
      proxy.onStatement(/^copy .* from stdin/, hold)
    })
    const runId = await system.request({ dataset: held })
    await isHeld
    const taken = await takeAllConnections(server.url)
    injected(20, `${taken.length} connections taken, until the server refused more`)
    let beats = 0
    proxy.onEveryStatement((statement) => {
      if (statement.includes('sync.keep_lease')) beats += 1
    })
    const later = await system.request({ dataset: other })
    await waitFor(() => beats >= heartbeats, { what: 'heartbeats', timeoutMs: 30_000 })

    expect(await attempts(runId)).toEqual([{ outcome: null }])
    goOn.abort()
    await Promise.all(taken.map((client) => client.end()))
    await system.runIn(runId, ['succeeded'])
    await system.runIn(later, ['succeeded'])
    expect(await attempts(runId)).toEqual([{ outcome: 'succeeded' }])
    expect(await system.rows(`select from sync.attempts where outcome = 'lost'`)).toEqual([])
  }, 80_000)

  function attempts(runId: string) {
    return system.rows('select outcome from sync.attempts where run_id = $1', [runId])
  }
})

/** Connects until the server takes no more; gives the connections. */
async function takeAllConnections(url: string): Promise<pg.Client[]> {
  const taken: pg.Client[] = []
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    try {
      await client.connect()
    } catch (error) {
      // Too many connections.
      if ((error as { code?: string }).code === '53300') return taken
      throw error
    }
    taken.push(client)
  }
}
