import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset, Table } from '@aaps-data/catalog'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('a key that is not as unique as it seems', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  const codes = (table: string) => world.inTarget(`select code from datos.${table} order by 1`)
  /** Rows `a`, `b` and `c` that a run has brought into the target. */
  const carried = async (name: string, change: Partial<Table> = {}): Promise<Dataset> => {
    const table = aTable(name, ['code text not null', 'note text'], { key: ['code'] })
    const dataset = aDataset(name, [{ ...table, ...change } as Table])
    await world.inSource(`create table ${name} (code text not null, note text, primary key (code));
      insert into ${name} values ('a', '1'), ('b', '2'), ('c', '3')`)
    await world.migrate(dataset)
    await world.run({ dataset })
    return dataset
  }
  /** Lets rows share a key under an index that says they do not, as one that is broken does. */
  const breakIndex = (name: string, rows: string) =>
    world.inSource(`alter table ${name} drop constraint ${name}_pkey;
      insert into ${name} values ${rows};
      create index broken_${name} on ${name} (code);
      update pg_index set indisunique = true where indexrelid = 'broken_${name}'::regclass`)

  it('is refused where the target takes different texts for equal', async () => {
    await world.inTarget(`create collation if not exists public.no_case
      (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`)
    const dataset = await carried('cases')
    await world.inTarget(`alter table datos.cases alter code type text collate public.no_case`)
    await world.inSource(`insert into cases values ('A', '4'); delete from cases where code = 'c'`)
    for (const mode of ['auto', 'full'] as const) {
      await expect(world.attempt({ dataset, mode })).rejects.toMatchObject({
        code: 'TARGET_KEY_MISSING',
        details: { table: 'cases', column: 'code', reason: 'collation' },
      })
    }
    expect(await codes('cases')).toHaveLength(3)
  })

  it.each([
    ['shared', `('a', '9')`, ''],
    ['hidden', `('a', '9')`, `; delete from hidden where code = 'c'`],
  ])(
    'is found by the next attempt where an index of the source is broken: %s',
    async (name, rows, more) => {
      const dataset = await carried(name)
      await breakIndex(name, rows)
      await world.inSource(`select 1 ${more}`)
      const before = await codes(name)
      for (const fingerprint of [true, false]) {
        await expect(world.run({ dataset: { ...dataset, fingerprint } })).rejects.toMatchObject({
          code: expect.stringMatching(/^(FULL_READ_NEEDED|KEY_DUPLICATE)$/),
        })
        await expect(world.run({ dataset: { ...dataset, fingerprint } })).rejects.toMatchObject({
          code: 'KEY_DUPLICATE',
        })
      }
      expect(await codes(name)).toEqual(before)
    },
  )

  it('is looked at where cleaning makes keys equal that are not in the source', async () => {
    const { columns } = aTable('padded', ['code text not null', 'note text'], { key: ['code'] })
    const cleaning = { trim: true, blankAsNull: false, nullTexts: [] }
    const dataset = await carried('padded', {
      columns: columns.map((column) => (column.name === 'code' ? { ...column, cleaning } : column)),
    })
    await world.inSource(`insert into padded values (' a', '9')`)
    await expect(world.run({ dataset })).rejects.toMatchObject({ code: 'KEY_DUPLICATE' })
  })
})
