import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Dataset, Table } from '@aaps-data/catalog'
import type { Receipt } from '@aaps-data/ledger'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('rejects of tables that are read incrementally', () => {
  let world: SyncWorld
  let dataset: Dataset
  let parents: string
  let children: string
  let counter = 0

  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  const aSeries = (
    name: string,
    columns: readonly string[],
    references: readonly string[] = [],
  ) => {
    const table = aTable(name, ['id integer', 'at timestamptz', ...columns], {
      key: ['id'],
      references: [...references],
    })
    return {
      ...table,
      cursor: { column: 'at', kind: 'time', overlap: 10 },
      maxRejects: 5,
      columns: table.columns.map((column) =>
        column.name === 'label'
          ? { ...column, rules: [{ kind: 'required', then: 'reject' }] }
          : column,
      ),
    } as Table
  }

  beforeEach(async () => {
    const name = `waits_${counter++}`
    parents = `${name}_parent`
    children = `${name}_child`
    dataset = aDataset(name, [
      aSeries(children, ['parent integer'], [`parent -> ${parents}.id`]),
      aSeries(parents, ['label text']),
    ])
    await world.inSource(
      `create table ${parents} as
         select i as id, now() - interval '2 days' as at, 'p' || i as label from generate_series(1, 9) i;
       create table ${children} as
         select i as id, now() - interval '2 days' as at, i as parent from generate_series(1, 9) i`,
    )
    await world.migrate(dataset)
    await world.run({ dataset })
  })

  const idsOf = async (table: string) => {
    const rows = await world.inTarget(`select id from datos.${table} where id > 9 order by id`)
    return rows.map(({ id }) => Number(id))
  }
  const countsOf = ({ tables }: Receipt) =>
    tables.map(({ table, rejected }) => `${table.split('_').at(-1)} ${rejected}`)

  it('do not take along what refers to a row that the target still has', async () => {
    await world.inSource(
      `update ${parents} set label = null, at = now() where id = 1;
       insert into ${children} values (10, now(), 1)`,
    )
    const receipt = await world.run({ dataset })

    expect(receipt.mode).toBe('incremental')
    expect(countsOf(receipt)).toEqual(['parent 1', 'child 0'])
    expect(await idsOf(children)).toEqual([10])
  })

  it('are read again when the row that they refer to comes, however long ago they were written', async () => {
    await world.inSource(
      `insert into ${parents} values (10, now() - interval '1 day', null);
       insert into ${children} values (10, now() - interval '1 day', 10), (11, now(), 1)`,
    )
    const rejecting = await world.run({ dataset })
    expect(rejecting.mode).toBe('incremental')
    expect(countsOf(rejecting)).toEqual(['parent 1', 'child 1'])
    expect(await idsOf(children)).toEqual([11])

    await world.inSource(`update ${parents} set label = 'better', at = now() where id = 10`)
    const later = await world.run({ dataset })
    expect(later.mode).toBe('full')
    expect(await idsOf(children)).toEqual([10, 11])
    expect((await world.run({ dataset })).mode).toBe('incremental')
  })
})
