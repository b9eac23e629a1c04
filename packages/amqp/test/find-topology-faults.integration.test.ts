import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestVhost, type TestVhost } from '@aaps-data/testing'
import { applyTopology, findTopologyFaults, topology } from '../src/index.ts'

describe('findTopologyFaults', () => {
  let vhost: TestVhost
  beforeAll(async () => {
    vhost = await createTestVhost()
  })
  afterAll(() => vhost.drop())

  it('names everything on an empty vhost, and declares nothing', async () => {
    const count = topology.exchanges.length + topology.queues.length
    expect(await findTopologyFaults(vhost.url)).toHaveLength(count)
    expect(await findTopologyFaults(vhost.url)).toHaveLength(count)
  })

  it('names the one that is missing', async () => {
    await applyTopology(vhost.url)
    expect(await findTopologyFaults(vhost.url)).toEqual([])

    await vhost.manage('DELETE', `/api/queues/${vhost.name}/sync.parking.v1`)
    expect(await findTopologyFaults(vhost.url)).toEqual([
      { kind: 'queue', name: 'sync.parking.v1', problem: 'missing' },
    ])
  })

  it('fails for a login that the broker refuses', async () => {
    const url = new URL(vhost.url)
    url.password = 'wrong'
    await expect(findTopologyFaults(url.href)).rejects.toMatchObject({ code: 'BROKER_AUTH_FAILED' })
  })
})
