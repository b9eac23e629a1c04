import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('a table of many columns', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  it.each([
    [49, 'name', `repeat('x', 63)::name`],
    [50, 'name', `repeat('x', 63)::name`],
    [300, 'uuid', 'gen_random_uuid()'],
    [700, 'bigint', '7'],
  ])('is changed row by row, with %i columns of type %s more', async (count, type, value) => {
    const name = `wide_${count}`
    const names = Array.from({ length: count }, (_each, place) => `c${place}`)
    const columns = names.map((each) => `${each} ${type}`)
    const dataset = aDataset(name, [aTable(name, ['id integer', ...columns], { key: ['id'] })])
    await world.inSource(`create table ${name} (id integer, ${columns.join(', ')});
      insert into ${name} select i, ${names.map(() => value).join(', ')} from generate_series(1, 3) as i`)
    await world.migrate(dataset)
    await world.run({ dataset })
    await world.inSource(`update ${name} set c1 = null where id = 1;
      delete from ${name} where id = 2;
      insert into ${name} (id, c2) values (4, ${value})`)
    const { tables } = await world.run({ dataset })
    expect(tables).toMatchObject([{ inserted: 1, updated: 1, deleted: 1, changesKept: 3 }])
    const rows = (schema: string) => `select md5(string_agg(t::text, ';' order by id)) as digest
      from ${schema}.${name} as t`
    expect(await world.inTarget(rows('datos'))).toEqual(await world.inSource(rows('public')))
    const changes = await world.inTarget(
      `select operation, key from sync.changes where table_name = '${name}' and operation <> 'insert'
       order by 1`,
    )
    expect(changes).toEqual([
      { operation: 'delete', key: { id: '2' } },
      { operation: 'update', key: { id: '1' } },
    ])
  })
})
