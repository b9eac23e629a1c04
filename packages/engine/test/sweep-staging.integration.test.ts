import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sweepStaging } from '../src/index.ts'
import { stagingRelation } from '../src/sql/staging-name.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('sweepStaging', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
    await world.migrate(aDataset('one', [aTable('one', ['id integer'])]))
  })
  afterAll(() => world.drop())

  const leave = (dataset: string, fence: number) =>
    world.inTarget(`create unlogged table ${stagingRelation(dataset, fence, 'epsa')} (id integer)`)

  it('drops what attempts up to the fence left, of this dataset only', async () => {
    for (const fence of [3, 4, 5]) await leave('one', fence)
    await leave('two', 3)
    const sweep = () => sweepStaging({ target: world.knex, dataset: 'one', upToFence: 4 })
    expect(await sweep()).toBe(2)
    expect(await sweep()).toBe(0)
    expect(await world.stagingTables()).toHaveLength(2)
  })

  it('drops nothing while somebody reads one of them, and does not wait for long', async () => {
    await leave('three', 1)
    await leave('three', 2)
    const reader = await world.target.pool.connect()
    try {
      await reader.query(`begin; select from ${stagingRelation('three', 2, 'epsa')}`)
      const sweep = () => sweepStaging({ target: world.knex, dataset: 'three', upToFence: 2 })
      await expect(sweep()).rejects.toMatchObject({ code: '55P03' })
      await reader.query('commit')
      expect(await sweep()).toBe(2)
    } finally {
      reader.release()
    }
  })
})
