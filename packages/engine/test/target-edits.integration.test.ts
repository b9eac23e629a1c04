import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Dataset } from '@aaps-data/catalog'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('a target whose rows somebody else has changed', () => {
  let world: SyncWorld
  let dataset: Dataset
  let relation: string
  let counter = 0

  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  beforeEach(async () => {
    relation = `edited_${counter++}`
    const table = aTable(relation, ['id integer', 'label text'], { key: ['id'] })
    dataset = aDataset(relation, [table])
    await world.inSource(
      `create table ${relation} as select i as id, 'l' || i as label from generate_series(1, 50) as i`,
    )
    await world.migrate(dataset)
    await world.run({ dataset })
  })

  const edit = () =>
    world.inTarget(
      `update datos.${relation} set label = 'by hand' where id = 3;
       delete from datos.${relation} where id = 4;
       insert into datos.${relation} values (99, 'more')`,
    )
  const labels = async () => {
    const rows = await world.inTarget(`select label from datos.${relation} order by id`)
    return rows.map((row) => row['label'])
  }
  const noticesOf = async (runId: string) =>
    world.inTarget(`select code, table_name, details from sync.notices where run_id = '${runId}'`)

  it('is restored, and the run says which rows it were', async () => {
    const before = await labels()
    await edit()
    const { runId } = await world.attempt({ dataset })
    expect(await labels()).toEqual(before)
    expect(await noticesOf(runId)).toEqual([
      {
        code: 'TARGET_EDITED',
        table_name: relation,
        details: { rows: 3, keys: [{ id: '3' }, { id: '4' }, { id: '99' }] },
      },
    ])
    expect((await world.run({ dataset })).notices).toEqual([])
  })

  it('is restored when the source has changed as well, by the digest alone', async () => {
    await edit()
    await world.inSource(`update ${relation} set label = 'new' where id = 10`)
    const { runId } = await world.attempt({ dataset })
    expect(await noticesOf(runId)).toMatchObject([{ code: 'TARGET_EDITED', details: {} }])
    expect((await labels())[9]).toBe('new')
    expect((await world.run({ dataset })).notices).toEqual([])
  })

  it('is noticed when it was made to look like the source', async () => {
    await world.inSource(`update ${relation} set label = 'same' where id = 10`)
    await world.inTarget(`update datos.${relation} set label = 'same' where id = 10`)
    const receipt = await world.run({ dataset })
    expect(receipt.tables).toMatchObject([{ updated: 0, unchanged: 50 }])
    expect(receipt.notices).toMatchObject([{ code: 'TARGET_EDITED', table: relation }])
  })

  it('is noticed when it was emptied', async () => {
    await world.inTarget(`truncate datos.${relation}`)
    const receipt = await world.run({ dataset })
    expect(receipt.notices).toMatchObject([{ code: 'TARGET_EDITED', details: { rows: 50 } }])
  })

  it('is held for a person where the dataset says so', async () => {
    await edit()
    const careful: Dataset = { ...dataset, targetEdits: 'hold' }
    const held = await world.attempt({ dataset: careful })
    expect(held).toMatchObject({
      state: 'held',
      hold: {
        breaches: [{ table: relation, guard: 'targetEdits' }],
        notices: [{ code: 'TARGET_EDITED' }],
      },
    })
    expect((await labels())[2]).toBe('by hand')
    await world.approve(held.runId)
    await world.attempt({ dataset: careful, runId: held.runId })
    expect((await labels())[2]).toBe('l3')
  })

  it('is not suspected when the source alone has changed', async () => {
    await world.inSource(
      `update ${relation} set label = 'new' where id < 9; delete from ${relation} where id = 20;
       insert into ${relation} values (77, 'more')`,
    )
    expect((await world.run({ dataset })).notices).toEqual([])
    await world.inSource(`update ${relation} set label = 'newer' where id < 9`)
    expect((await world.run({ dataset })).notices).toEqual([])
  })

  it('is not judged by another definition, nor by digests of other types', async () => {
    await world.inTarget(`alter table datos.${relation} alter label type character varying(90)`)
    const { notices } = await world.run({ dataset })
    expect(notices.map(({ code }) => code)).toEqual(['TARGET_ALTERED'])
  })
})
