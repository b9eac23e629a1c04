import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('a target that is altered while a run is at work', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  it('gets no value that was checked against another type', async () => {
    const dataset = aDataset('narrowed', [
      aTable('narrowed', ['id integer', 'amount numeric'], { key: ['id'] }),
    ])
    await world.inSource(
      `create table narrowed as select i as id, i::numeric as amount from generate_series(1, 9) as i`,
    )
    await world.migrate(dataset)
    await world.run({ dataset })
    await world.inSource('update narrowed set amount = 1.25 where id = 1')
    const run = world.run({
      dataset,
      ledger: (ledger) => ({
        ...ledger,
        lockFence: async (transaction) => {
          await world.inTarget('alter table datos.narrowed alter amount type numeric(10,0)')
          await ledger.lockFence(transaction)
        },
      }),
    })
    await expect(run).rejects.toMatchObject({
      code: 'TARGET_CHANGED',
      details: {
        table: 'narrowed',
        column: 'amount',
        expectedType: 'numeric',
        targetType: 'numeric(10,0)',
      },
    })
    expect(await world.inTarget('select amount from datos.narrowed where id = 1')).toEqual([
      { amount: '1' },
    ])
  })
})
