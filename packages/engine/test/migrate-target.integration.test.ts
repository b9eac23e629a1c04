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
    expect(planned.isApplied).toBe(false)
    expect(done).toEqual({ ...planned, isApplied: true })
    expect(await migrate(dataset)).toMatchObject({ steps: [], faults: [] })
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
    const { steps, faults } = await migrate(after)
    expect(faults).toEqual([])
    expect(steps).toEqual([
      {
        what: 'add column grown.grown.name text',
        statement: expect.stringContaining('add column "name" text') as unknown,
      },
    ])
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
    expect(faults.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('theirs.padron holds rows'),
    ])
    await world.inTarget(faults[0]?.statement ?? '')
    expect(await migrate(dataset)).toMatchObject({ steps: [], faults: [] })

    await world.inTarget(`comment on table theirs.padron is null; truncate theirs.padron`)
    expect((await migrate(dataset)).steps).toMatchObject([
      { statement: expect.stringContaining('aaps-data-sync dataset theirs') as unknown },
    ])
  })

  it('adds columns without nulls to rows of somebody else, or refuses before it does anything', async () => {
    await world.inTarget(`create schema given; create table given.padron (id integer primary key);
      create table given.keyless (nombre text);
      insert into given.padron values (1); insert into given.keyless values ('Ana')`)
    const columns = ['id integer not null', 'sigla text not null']
    const dataset = aDataset(
      'given',
      ['padron', 'keyless'].map((name) => aTable(name, columns, { key: ['id'] })),
      'given',
    )
    const foreign = await migrate(dataset)
    for (const { reason, statement } of foreign.faults) {
      if (reason.includes('not created by this product')) await world.inTarget(statement ?? '')
    }
    const { faults, isApplied } = await migrate(dataset)
    expect(isApplied).toBe(false)
    expect(faults).toEqual([
      {
        reason: expect.stringMatching(
          /^given.keyless is to get the primary key \(id\), and its rows have no id: empty it/,
        ) as unknown,
        statement: 'truncate "given"."keyless"',
      },
    ])
    await world.inTarget(faults[0]?.statement ?? '')
    expect(await migrate(dataset)).toMatchObject({ faults: [], isApplied: true })
    expect(await world.inTarget('select * from given.padron')).toEqual([{ id: 1, sigla: null }])
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
    expect(await migrate(dataset)).toMatchObject({ steps: [], faults: [] })
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
    expect(faults.map(({ reason }) => reason)).toEqual([
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

  it.each([
    ['timestamp', 'timestamptz', '2024-01-01 00:00:00', '2024-01-01 04:00:00+00'],
    ['timestamptz', 'timestamp', '2024-01-01 04:00:00+00', '2024-01-01 00:00:00'],
    ['date', 'timestamptz', '2024-01-01', '2024-01-01 04:00:00+00'],
    ['timestamptz', 'date', '2024-01-01 02:00:00+00', '2023-12-31'],
  ])('asks for the zone in which %s becomes %s', async (from, to, before, after) => {
    const name = `zone_${from}_${to}`
    const of = (type: string) =>
      aDataset(name, [aTable('moments', ['id integer', `at ${type}`], { key: ['id'] })], name)
    await migrate(of(from))
    await world.inTarget(`insert into ${name}.moments values (1, '${before}')`)
    const { faults, isApplied } = await migrate(of(to))
    expect(isApplied).toBe(false)
    expect(faults).toEqual([
      {
        reason: expect.stringContaining('depend on a time zone') as unknown,
        statement: expect.stringContaining(`at time zone 'ZONE?'`) as unknown,
      },
    ])
    const statement = faults[0]?.statement ?? ''
    await expect(world.inTarget(statement)).rejects.toThrow('time zone "ZONE?" not recognized')
    const written = statement.replace('ZONE?', 'America/La_Paz')
    await world.inTarget(`begin; set local timezone = 'Asia/Tokyo'; ${written}; commit`)
    const [found] = await world.inTarget(
      `select at = '${after}' as "isMeant", at::text from ${name}.moments`,
    )
    expect(found).toMatchObject({ isMeant: true })
    expect((await migrate(of(to))).faults).toEqual([])
  })

  it('gives for each refusal the statement after which it refuses no more', async () => {
    await world.inTarget(`create schema mended;
      create table mended.kept (id integer, code text primary key, amount numeric(8,2),
        twice numeric generated always as (id * 2) stored, legacy text not null);
      create table mended.read (id integer primary key, name varchar(5));
      create view mended.reader as select name from mended.read;
      comment on table mended.kept is E'Ours\naaps-data-sync dataset seguimiento'`)
    const dataset = aDataset(
      'mended',
      [
        aTable('kept', ['id integer', 'code text', 'amount numeric(6,2)', 'twice numeric'], {
          key: ['id'],
        }),
        aTable('read', ['id integer', 'name varchar(9)'], { key: ['id'] }),
      ],
      'mended',
    )
    const { faults } = await migrate(dataset)
    expect(faults.map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining('mended.reader read it'),
    )
    expect(faults).toHaveLength(6)

    // The one thing that a person has to do before: what reads the column goes, and comes back.
    await world.inTarget('drop view mended.reader')
    for (const { statement = '' } of (await migrate(dataset)).faults)
      await world.inTarget(statement)
    expect(await migrate(dataset)).toMatchObject({ faults: [] })
    expect(
      await world.inTarget(`select obj_description('mended.kept'::regclass) as comment`),
    ).toEqual([{ comment: 'Ours\naaps-data-sync dataset mended' }])
  })

  it('widens a column and keeps its rows', async () => {
    await world.inTarget(`create schema wide; create table wide.wide (id smallint primary key,
        name varchar(5), amount numeric(4,1));
      comment on table wide.wide is 'aaps-data-sync dataset wide';
      insert into wide.wide values (1, 'abcde', 123.4)`)
    const dataset = aDataset(
      'wide',
      [aTable('wide', ['id integer', 'name text', 'amount numeric(6,2)'], { key: ['id'] })],
      'wide',
    )
    const { steps } = await migrate(dataset)
    expect(steps.map(({ what }) => what)).toEqual([
      'widen wide.wide.id from smallint to integer',
      'widen wide.wide.name from character varying(5) to text',
      'widen wide.wide.amount from numeric(4,1) to numeric(6,2)',
    ])
    expect(await world.inTarget('select * from wide.wide')).toEqual([
      { id: 1, name: 'abcde', amount: '123.40' },
    ])
    expect(await migrate(dataset)).toMatchObject({ steps: [], faults: [] })
  })

  it('says which columns hold nulls that should not, and takes nulls away once no row has one', async () => {
    await world.inTarget(`create schema holes; create table holes.kept (id integer primary key, name text);
      comment on table holes.kept is 'aaps-data-sync dataset holes';
      insert into holes.kept values (1, 'one'), (2, null)`)
    const dataset = aDataset(
      'holes',
      [aTable('kept', ['id integer', 'name text not null', 'more text'], { key: ['id'] })],
      'holes',
    )
    const first = await migrate(dataset)
    // It keeps nothing else from being done: the run that fills the column may need it.
    expect(first).toMatchObject({ faults: [], isApplied: true })
    expect(first.steps.map(({ what }) => what)).toEqual(['add column holes.kept.more text'])
    expect(first.left.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^holes.kept.name is to take no nulls and holds some: /),
    ])
    expect(await world.inTarget(first.left[0]?.rows ?? '')).toEqual([
      { id: 2, name: null, more: null },
    ])
    expect(await migrate(dataset)).toMatchObject({ steps: [], left: first.left })

    await world.inTarget(`update holes.kept set name = 'two' where id = 2`)
    expect(await migrate(dataset)).toMatchObject({
      steps: [{ what: 'let holes.kept.name take no nulls' }],
      left: [],
    })
  })

  it('says of a column that it adds when it will take no nulls', async () => {
    await world.inTarget(`create schema fresh; create table fresh.kept (id integer primary key);
      comment on table fresh.kept is 'aaps-data-sync dataset fresh';
      insert into fresh.kept values (1)`)
    const columns = ['id integer', 'name text not null']
    const dataset = aDataset('fresh', [aTable('kept', columns, { key: ['id'] })], 'fresh')
    expect(await migrate(dataset)).toMatchObject({
      steps: [{ what: 'add column fresh.kept.name text' }],
      left: [{ reason: expect.stringMatching(/^fresh.kept.name is new and takes nulls until/) }],
      isApplied: true,
    })
    await world.inTarget(`update fresh.kept set name = 'one'`)
    expect(await migrate(dataset)).toMatchObject({
      steps: [{ what: 'let fresh.kept.name take no nulls' }],
      left: [],
    })
  })

  it('leaves a reference until a run has brought what rows refer to', async () => {
    await world.inTarget(`create schema lost;
      create table lost.epsa (id integer primary key);
      create table lost.sistema (id integer primary key, id_epsa integer);
      comment on table lost.epsa is 'aaps-data-sync dataset lost';
      comment on table lost.sistema is 'aaps-data-sync dataset lost';
      insert into lost.epsa values (1);
      insert into lost.sistema values (1, 1), (2, null), (3, 7)`)
    const dataset = aDataset(
      'lost',
      [
        aTable('epsa', ['id integer'], { key: ['id'] }),
        aTable('sistema', ['id integer', 'id_epsa integer'], {
          key: ['id'],
          references: ['id_epsa -> epsa.id'],
        }),
      ],
      'lost',
    )
    const first = await migrate(dataset)
    expect(first).toMatchObject({
      steps: [{ what: 'add index lost.sistema (id_epsa)' }],
      faults: [],
      left: [
        { reason: expect.stringMatching(/^lost.sistema \(id_epsa\) is to refer to epsa, and /) },
      ],
      isApplied: true,
    })
    expect(await world.inTarget(first.left[0]?.rows ?? '')).toEqual([{ id: 3, id_epsa: 7 }])

    await world.inTarget('delete from lost.sistema where id = 3')
    expect(await migrate(dataset)).toMatchObject({
      steps: [{ what: 'add reference lost.sistema (id_epsa) to epsa' }],
      left: [],
    })
    expect(await migrate(dataset)).toMatchObject({ steps: [], left: [] })
  })

  it('refuses a primary key that rows cannot have, and says which rows', async () => {
    await world.inTarget(`create schema keyless;
      create table keyless.holes (id integer, code text);
      create table keyless.pairs (id integer not null, code text not null);
      create table keyless.without (code text);
      create table keyless.empty (code text);
      create table keyless.odd (id json);
      comment on table keyless.holes is 'aaps-data-sync dataset keyless';
      comment on table keyless.pairs is 'aaps-data-sync dataset keyless';
      comment on table keyless.without is 'aaps-data-sync dataset keyless';
      comment on table keyless.odd is 'aaps-data-sync dataset keyless';
      insert into keyless.holes values (1, 'a'), (2, null), (2, null);
      insert into keyless.pairs values (1, 'a'), (1, 'b'), (1, 'b');
      insert into keyless.without values ('a');
      insert into keyless.odd values ('1'), ('1')`)
    const columns = ['id integer', 'code text']
    const dataset = aDataset(
      'keyless',
      [
        ...['holes', 'pairs'].map((name) => aTable(name, columns, { key: ['id', 'code'] })),
        ...['without', 'empty'].map((name) => aTable(name, columns, { key: ['id'] })),
        aTable('odd', ['id integer'], { key: ['id'] }),
      ],
      'keyless',
    )
    const { faults, isApplied } = await migrate(dataset)
    expect(isApplied).toBe(false)
    expect(faults.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^keyless.holes .*primary key \(id, code\), and rows lack a value/),
      expect.stringMatching(/^keyless.pairs .*primary key \(id, code\), and rows share one/),
      expect.stringMatching(/^keyless.without .*primary key \(id\), and its rows have no id/),
      expect.stringMatching(/^keyless.odd.id is json, /),
    ])
    expect(await world.inTarget(faults[0]?.rows ?? '')).toHaveLength(2)
    expect(await world.inTarget(faults[1]?.rows ?? '')).toEqual([{ id: 1, code: 'b', rows: '2' }])

    await world.inTarget(`delete from keyless.holes where code is null;
      delete from keyless.pairs where code = 'b'; truncate keyless.without;
      drop table keyless.odd`)
    expect(await migrate(dataset)).toMatchObject({ faults: [], isApplied: true })
  })

  it('does nothing when it has a step that nobody has seen', async () => {
    const dataset = aDataset('seen', [aTable('seen', ['id integer'], { key: ['id'] })], 'seen')
    const seen = await migrate(dataset, false)
    await world.inTarget('create schema seen; create table seen.seen (id smallint primary key)')
    const options = { target: world.knex, dataset, apply: true, seen }
    expect(await migrateTarget(options)).toMatchObject({ isApplied: false })
    await world.inTarget('drop table seen.seen')
    // The schema is there by now: that somebody else has done a step is nothing new.
    expect(await migrateTarget(options)).toMatchObject({ isApplied: true })
  })

  it('creates a table once when two migrations run at the same time', async () => {
    const dataset = aDataset('twice', [aTable('twice', ['id integer'], { key: ['id'] })], 'twice')
    const results = await Promise.all([migrate(dataset), migrate(dataset)])
    expect(results.map(({ steps }) => steps.length > 0).toSorted()).toEqual([false, true])
  })
})
