import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { queues } from '@aaps-data/contracts'
import { anyRelay, connectLedger, requestKeyOf, requestRun } from '@aaps-data/ledger'
import { datasets } from '../../chaos/accounts.ts'
import { startChaosStack, type ChaosStack } from '../../chaos/chaos-stack.ts'
import { waitFor, type SpawnedProcess } from '../../src/index.ts'
import { onDatabase, type RunningSystem } from '../running-system.ts'
import { createAccountSystem, type AccountSystem } from './account-system.ts'
import { injected } from './injected.ts'

const [, held, other] = datasets
const [moreThanAnyDisk, little] = ['900000GB', '50MB']

describe('a broker whose disk is full', () => {
  let stack: ChaosStack
  let accounts: AccountSystem
  let system: RunningSystem
  let scheduler: SpawnedProcess
  let worker: SpawnedProcess

  beforeAll(async () => {
    stack = await startChaosStack()
    process.env['TEST_DATABASE_URL'] = stack.state.postgres.url
    process.env['TEST_AMQP_URL'] = stack.state.rabbitmq.url
    process.env['TEST_AMQP_MANAGEMENT_URL'] = stack.state.rabbitmq.managementUrl
    accounts = await createAccountSystem(31)
    system = accounts.system
    await startServices()
    for (const dataset of datasets) {
      await system.runIn(await system.request({ dataset }), ['succeeded'])
    }
  }, 120_000)
  afterAll(async () => {
    await accounts.stop()
    await stack.stop()
  }, 60_000)

  async function startServices(): Promise<void> {
    scheduler = system.start('scheduler')
    worker = system.start('worker')
    await Promise.all([
      scheduler.waitForLine(/Scheduler started/),
      worker.waitForLine(/Worker started/),
    ])
  }

  /** As the command line does it: no message is needed to ask. */
  async function ask(dataset: string): Promise<string> {
    const ledger = connectLedger({ url: system.targetUrl, applicationName: 'e2e' })
    try {
      const { runId } = await requestRun(
        ledger,
        {
          dataset,
          class: 'interactive',
          origin: 'service',
          key: requestKeyOf('e2e', randomUUID()),
          requestedBy: 'e2e',
          maxAttempts: 3,
        },
        anyRelay,
      )
      return runId
    } finally {
      await ledger.destroy()
    }
  }

  const waiting = async () => (await system.rows('select from sync.outbox')).length
  const isBlocked = async () => {
    const nodes = (await system.vhost.manage('GET', '/api/nodes')) as {
      readonly disk_free_alarm: boolean
    }[]
    return nodes[0]?.disk_free_alarm === true
  }
  const inHand = async () => {
    const path = `/api/queues/${system.vhost.name}/${queues.interactiveCommands}`
    const queue = (await system.vhost.manage('GET', path)) as {
      readonly messages_unacknowledged?: number
    }
    return queue.messages_unacknowledged
  }
  async function expectDoneOnce(runIds: readonly string[]): Promise<void> {
    for (const runId of runIds) await system.runIn(runId, ['succeeded', 'failed'], 40_000)
    await waitFor(async () => (await waiting()) === 0, {
      what: 'the outbox to be empty',
      timeoutMs: 40_000,
    })
    const done = await system.rows(
      `select r.state, count(t.*)::integer as receipts from sync.runs r
       left join sync.receipts t on t.run_id = r.id where r.id = any($1) group by r.id`,
      [runIds],
    )
    expect(done).toEqual(runIds.map(() => ({ state: 'succeeded', receipts: 1 })))
  }

  it('row 10: a run that is under way ends and is acknowledged; what waits is sent afterwards', async () => {
    await accounts.change(20)
    let runId = ''
    await onDatabase(system.targetUrl, async (client) => {
      await client.query(`begin; lock table ${held}.debe in exclusive mode`)
      runId = await system.request({ dataset: held })
      await system.runIn(runId, ['running'])
      await stack.controlBroker('set_disk_free_limit', moreThanAnyDisk)
      injected(10, 'the disk alarm, with a run in its apply')
      await client.query('rollback')
    })
    // The broker tells of its alarm later than it acts by it.
    await waitFor(isBlocked, { what: 'the alarm', timeoutMs: 20_000 })
    await system.runIn(runId, ['succeeded'])
    await waitFor(async () => (await inHand()) === 0, {
      what: 'the acknowledgement',
      timeoutMs: 20_000,
    })
    const later = await ask(other)
    await waitFor(() => scheduler.lines.some((line) => /takes no messages/.test(line)), {
      what: 'the scheduler to say that it is blocked',
      timeoutMs: 20_000,
    })
    expect(await waiting()).toBeGreaterThan(0)
    expect(await system.runIn(later, ['queued'])).toMatchObject({ attempt: 0 })

    await stack.controlBroker('set_disk_free_limit', little)
    await expectDoneOnce([runId, later])
    expect(await accounts.differing()).not.toContain(held)
  }, 100_000)

  it('row 31: it is restarted while it is blocked: services stop in time, and all is done at last', async () => {
    await accounts.change(20)
    await stack.controlBroker('set_disk_free_limit', moreThanAnyDisk)
    await waitFor(isBlocked, { what: 'the alarm', timeoutMs: 20_000 })
    const runIds = await Promise.all(datasets.map(ask))
    await stack.keepDiskFree(moreThanAnyDisk)
    stack.kill('rabbitmq', 'SIGTERM')
    await worker.waitForLine(/Lost the broker/, { timeoutMs: 30_000 })
    await stack.heal()
    await waitFor(isBlocked, { what: 'the alarm again', timeoutMs: 20_000 })
    injected(31, 'the disk alarm, and the broker restarted in it')
    await waitFor(
      async () => (await system.rows('select from sync.outbox where failures > 0')).length > 0,
      { what: 'a message that was not taken', timeoutMs: 30_000 },
    )

    const stopped = [worker, scheduler].map((one) => one.stop({ timeoutMs: 20_000 }))
    expect(await Promise.all(stopped)).toEqual([0, 0])
    await startServices()
    await stack.controlBroker('set_disk_free_limit', little)
    await expectDoneOnce(runIds)
    expect(await accounts.differing()).toEqual([])
  }, 120_000)
})
