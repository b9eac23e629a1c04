import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { migrateTarget } from '../src/index.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('migrateTarget', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  const migrate = (dataset: Parameters<SyncWorld['migrate']>[0], apply = true) =>
    migrateTarget({ target: world.knex, dataset, apply })

  it('creates what is missing, and does nothing the second time', async () => {
    const dataset = aDataset(
      'fresh',
      [
        aTable('child', ['id integer', 'parent integer', 'note varchar(10)'], {
          key: ['id'],
          references: ['parent -> parent.id'],
        }),
        aTable('parent', ['id integer', 'name text not null'], { key: ['id'] }),
        aTable('bag', ['name text']),
      ],
      'Fresh "one"',
    )
    const planned = await migrate(dataset, false)
    expect(await world.inTarget(`select from pg_namespace where nspname like 'Fresh%'`)).toEqual([])
    const done = await migrate(dataset)
    expect(done).toEqual(planned)
    expect(await migrate(dataset)).toEqual({ statements: [], faults: [] })
    expect(
      await world.inTarget(
        `select condeferrable, condeferred from pg_constraint
         where conrelid = '"Fresh ""one""".child'::regclass and contype = 'f'`,
      ),
    ).toEqual([{ condeferrable: true, condeferred: false }])
    expect(
      await world.inTarget(
        `select indexdef from pg_indexes where tablename = 'child' and indexname like '%parent%'`,
      ),
    ).toHaveLength(1)
  })

  it('adds a column to rows that are there, and keeps rows, grants, views and comments', async () => {
    const before = aDataset('grown', [aTable('grown', ['id integer'], { key: ['id'] })], 'grown')
    await migrate(before)
    await world.inTarget(`insert into grown.grown values (1);
      grant select on grown.grown to public;
      comment on table grown.grown is E'Ours since 2019\naaps-data-sync dataset grown';
      create view grown.seen as select id from grown.grown`)
    const after = aDataset(
      'grown',
      [aTable('grown', ['id integer', 'name text not null'], { key: ['id'] })],
      'grown',
    )
    const { statements, faults } = await migrate(after)
    expect(faults).toEqual([])
    expect(statements).toEqual([expect.stringContaining('add column "name" text')])
    expect(await world.inTarget('select * from grown.grown')).toEqual([{ id: 1, name: null }])
    expect(
      await world.inTarget(
        `select obj_description('grown.grown'::regclass) as comment,
                has_table_privilege('public', 'grown.grown', 'select') as readable`,
      ),
    ).toEqual([{ comment: 'Ours since 2019\naaps-data-sync dataset grown', readable: true }])
  })

  it('adopts a table of somebody else only when it is empty or given on purpose', async () => {
    await world.inTarget(`create schema theirs; create table theirs.padron (id integer primary key);
      comment on table theirs.padron is 'Padrón de Ana; no borrar';
      insert into theirs.padron values (1)`)
    const dataset = aDataset(
      'theirs',
      [aTable('padron', ['id integer'], { key: ['id'] })],
      'theirs',
    )
    const { faults } = await migrate(dataset)
    expect(faults).toEqual([expect.stringContaining('theirs.padron holds rows')])
    const [, adopt = ''] = /(comment on table .*)$/s.exec(faults[0] ?? '') ?? []
    await world.inTarget(adopt)
    expect(await migrate(dataset)).toEqual({ statements: [], faults: [] })

    await world.inTarget(`comment on table theirs.padron is null; truncate theirs.padron`)
    expect((await migrate(dataset)).statements).toEqual([
      expect.stringContaining('aaps-data-sync dataset theirs'),
    ])
  })

  it('makes foreign keys that are there deferrable', async () => {
    await world.inTarget(`create schema stiff; create table stiff.parent (id integer primary key);
      create table stiff.child (id integer primary key, parent integer references stiff.parent)`)
    const dataset = aDataset(
      'stiff',
      [
        aTable('child', ['id integer', 'parent integer'], {
          key: ['id'],
          references: ['parent -> parent.id'],
        }),
        aTable('parent', ['id integer'], { key: ['id'] }),
      ],
      'stiff',
    )
    await migrate(dataset)
    expect(
      await world.inTarget(
        `select condeferrable from pg_constraint where conrelid = 'stiff.child'::regclass and contype = 'f'`,
      ),
    ).toEqual([{ condeferrable: true }])
    expect(await migrate(dataset)).toEqual({ statements: [], faults: [] })
  })

  it('refuses everything that might lose data, says all of it, and changes nothing', async () => {
    await world.inTarget(`create schema taken;
      create table taken.kept (id integer primary key, amount numeric(8,2), legacy text not null);
      create table taken.other (code text primary key)`)
    await world.inTarget(`comment on table taken.other is 'aaps-data-sync dataset seguimiento'`)
    const dataset = aDataset(
      'taken',
      [
        aTable('added', ['id integer', 'shape no_such_type']),
        aTable('kept', ['id integer', 'amount numeric(6,2)'], { key: ['id'] }),
        aTable('other', ['code text', 'id integer'], { key: ['id'] }),
      ],
      'taken',
    )
    const { faults } = await migrate(dataset)
    expect(faults).toEqual([
      expect.stringContaining('no type no_such_type'),
      expect.stringContaining(
        'taken.kept.amount is numeric(8,2), the definition says numeric(6,2)',
      ),
      expect.stringContaining('taken.kept.legacy is not in the definition'),
      expect.stringContaining('taken.other belongs to the dataset seguimiento'),
      expect.stringContaining('primary key (code), the definition says (id)'),
    ])
    expect(await world.inTarget(`select to_regclass('taken.added') as added`)).toEqual([
      { added: null },
    ])
  })

  it('creates a table once when two migrations run at the same time', async () => {
    const dataset = aDataset('twice', [aTable('twice', ['id integer'], { key: ['id'] })], 'twice')
    const results = await Promise.all([migrate(dataset), migrate(dataset)])
    expect(results.map(({ statements }) => statements.length > 0).toSorted()).toEqual([false, true])
  })
})
