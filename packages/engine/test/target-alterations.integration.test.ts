import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset } from '@aaps-data/catalog'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('a target whose tables somebody has altered', () => {
  let world: SyncWorld
  let dataset: Dataset
  beforeAll(async () => {
    world = await createSyncWorld()
    dataset = aDataset('altered', [
      aTable('holder', ['id integer'], { key: ['id'] }),
      aTable('kept', ['id integer', 'code varchar(9) not null', 'holder integer'], {
        key: ['id'],
        references: ['holder -> holder.id'],
      }),
    ])
    await world.inSource(`create table holder as select 1 as id;
      create table kept as select 1 as id, 'a'::varchar(9) as code, 1 as holder`)
    await world.migrate(dataset)
  })
  afterAll(() => world.drop())

  const noticesAfter = async (sql: string) => {
    await world.inTarget(sql)
    const { notices } = await world.run({ dataset })
    return notices
  }
  const altered = (details: Readonly<Record<string, unknown>>) => [
    { code: 'TARGET_ALTERED', table: 'kept', details },
  ]

  it('is told of nothing while the target is as it was migrated', async () => {
    expect(await noticesAfter('select')).toEqual([])
    expect(
      await noticesAfter(
        'alter table datos.kept add note text, add seen date not null default now()',
      ),
    ).toEqual([])
  })

  it('is told of a column of another type', async () => {
    expect(await noticesAfter('alter table datos.kept alter code type text')).toEqual(
      altered({
        what: 'type',
        column: 'code',
        expectedType: 'character varying(9)',
        targetType: 'text',
      }),
    )
    await world.inTarget('alter table datos.kept alter code type varchar(9)')
  })

  it('is told of a column that takes nulls, and of one that keeps rows out', async () => {
    expect(await noticesAfter('alter table datos.kept alter code drop not null')).toEqual(
      altered({ what: 'nullable', column: 'code' }),
    )
    await world.migrate(dataset)
    expect(await noticesAfter('select')).toEqual([])
    expect(
      await noticesAfter(
        'alter table datos.kept add stranger integer; update datos.kept set stranger = 1; alter table datos.kept alter stranger set not null',
      ),
    ).toEqual(altered({ what: 'not null without default', column: 'stranger' }))
    await world.inTarget('alter table datos.kept drop stranger')
  })

  it('is told of a reference and of a primary key that are gone', async () => {
    expect(await noticesAfter('alter table datos.kept drop constraint kept_holder_fkey')).toEqual(
      altered({ what: 'reference', columns: ['holder'], references: 'holder' }),
    )
    expect(
      await noticesAfter(`alter table datos.kept drop constraint kept_pkey;
        create unique index on datos.kept (id)`),
    ).toEqual([
      ...altered({ what: 'primary key', columns: ['id'] }),
      ...altered({ what: 'reference', columns: ['holder'], references: 'holder' }),
    ])
    await world.migrate(dataset)
    expect(await noticesAfter('select')).toEqual([])
  })

  it('is told also when source and target are recognised as unchanged', async () => {
    const recognised = { ...dataset, fingerprint: true }
    await world.run({ dataset: recognised })
    await world.inTarget('alter table datos.kept alter code drop not null')
    expect(await world.run({ dataset: recognised })).toMatchObject({
      mode: 'fingerprint',
      notices: altered({ what: 'nullable', column: 'code' }),
    })
  })
})
