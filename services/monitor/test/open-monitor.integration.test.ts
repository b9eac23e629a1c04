import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { waitFor } from '@aaps-data/testing'
import { createMonitorUnderTest, type MonitorUnderTest } from './monitor-under-test.ts'

describe('openMonitor', () => {
  let ledger: MonitorUnderTest
  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
  })
  afterAll(() => ledger.close())

  async function connectionsToLedger(): Promise<number> {
    const { rows } = await ledger.db.raw<{ rows: { n: number }[] }>(
      `select count(*)::integer as n from pg_stat_activity
      where datname = current_database() and application_name = 'sync-monitor'`,
    )
    return rows[0]?.n ?? 0
  }

  it('leaves nothing open when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo

    await expect(ledger.open({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })

    other.close()
    await waitFor(async () => (await connectionsToLedger()) === 0, { what: 'closed connections' })
    const path = `/api/vhosts/${ledger.vhost.name}/connections`
    await waitFor(
      async () => ((await ledger.vhost.manage('GET', path)) as unknown[]).length === 0,
      {
        what: 'the end of the connections to the broker',
      },
    )
  })
})
