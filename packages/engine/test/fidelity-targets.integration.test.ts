import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset } from '@aaps-data/catalog'
import { expectCarried } from './fidelity-checks.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('runSync on targets that others have made', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
    await world.inTarget('create schema datos')
  })
  afterAll(() => world.drop())

  /** What PostgreSQL knows of a table: a drop and swap, or a switched off trigger, would show. */
  const identityOf = (table: string) =>
    world.inTarget(`
      select c.oid::text, pg_relation_filenode(c.oid)::text as file, c.relacl::text,
             c.relrowsecurity, obj_description(c.oid) as comment,
             (select array_agg(i.indexrelid::regclass || ' ' || i.indisvalid order by 1)
              from pg_index i where i.indrelid = c.oid)::text as indexes,
             (select array_agg(t.tgname || ' ' || t.tgenabled::text order by t.tgname)
              from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal)::text as triggers,
             (select array_agg(p.conname || ' ' || p.convalidated order by p.conname)
              from pg_constraint p where p.conrelid = c.oid)::text as constraints,
             (select array_agg(s.stxname) from pg_statistic_ext s where s.stxrelid = c.oid)::text as statistics,
             (select array_agg(h.inhrelid::regclass::text order by 1)
              from pg_inherits h where h.inhparent = c.oid)::text as children
      from pg_class c where c.oid = 'datos.${table}'::regclass`)

  /** Loads 20 rows, then changes, adds and deletes some; the table stays the same table. */
  const expectKept = async (dataset: Dataset, table: string) => {
    await world.inSource(`create table ${table} (id integer primary key, code text);
      insert into ${table} select i, 'n' || i from generate_series(1, 20) i`)
    await world.migrate(dataset)
    const before = await identityOf(table)
    await expectCarried(world, dataset, { [table]: { inserted: 20 } })
    await world.inSource(`update ${table} set code = 'new' where id <= 2;
      delete from ${table} where id > 17; insert into ${table} values (101, 'x')`)
    await expectCarried(world, dataset, { [table]: { inserted: 1, updated: 2, deleted: 3 } })
    expect(await identityOf(table)).toEqual(before)
  }
  const aKeyed = (table: string) =>
    aDataset(table.replaceAll('_', '-'), [
      aTable(table, ['id integer', 'code text'], { key: ['id'] }),
    ])

  it.each(['always', 'by default'])(
    'writes the keys of a column that is identity %s',
    async (kind) => {
      const table = `identity_${kind.replace(' ', '_')}`
      await world.inTarget(`create table datos.${table}
      (id integer generated ${kind} as identity primary key, code text)`)
      await expectKept(aKeyed(table), table)
    },
  )

  it('leaves columns alone that it does not map', async () => {
    await world.inTarget(`create table datos.wider (id integer primary key, code text,
      seen integer generated always as identity, length integer generated always as (length(code)) stored,
      note text default 'none', at timestamptz default now())`)
    await expectKept(aKeyed('wider'), 'wider')
    await world.inTarget(`update datos.wider set note = 'ours' where id = 1`)
    await world.inSource(`update wider set code = 'longer' where id = 1`)
    await expectCarried(world, aKeyed('wider'), { wider: { updated: 1 } })
    expect(await world.inTarget('select seen, length, note from datos.wider where id = 1')).toEqual(
      [{ seen: 1, length: 6, note: 'ours' }],
    )
  })

  it('refuses a definition that maps a generated column, and names it', async () => {
    await world.inTarget(`create table datos.computed (id integer primary key,
      code text generated always as ('n' || id::text) stored)`)
    await expect(world.migrate(aKeyed('computed'))).rejects.toThrow(
      'datos.computed.code is computed by the target',
    )
    await world.inSource(`create table computed as select 1 as id, 'n1' as code`)
    await expect(world.run({ dataset: aKeyed('computed') })).rejects.toMatchObject({
      code: 'TARGET_COLUMN_COMPUTED',
      details: { table: 'computed', column: 'code' },
    })
  })

  it('fires the triggers of the target', async () => {
    await world.inTarget(`create table datos.watched (id integer primary key, code text, writes integer default 0);
      create table datos.heard (op text, id integer);
      create function datos.count_write() returns trigger language plpgsql as
        'begin new.writes := coalesce(new.writes, 0) + 1; return new; end';
      create function datos.hear() returns trigger language plpgsql as
        'begin insert into datos.heard values (tg_op, coalesce(new.id, old.id)); return null; end';
      create trigger counting before insert or update on datos.watched
        for each row execute function datos.count_write();
      create trigger hearing after insert or update or delete on datos.watched
        for each row execute function datos.hear()`)
    await expectKept(aKeyed('watched'), 'watched')
    expect(
      await world.inTarget(
        'select writes, count(*)::integer from datos.watched group by 1 order by 1',
      ),
    ).toEqual([
      { writes: 1, count: 16 },
      { writes: 2, count: 2 },
    ])
    expect(
      await world.inTarget('select op, count(*)::integer from datos.heard group by 1 order by 1'),
    ).toEqual([
      { op: 'DELETE', count: 3 },
      { op: 'INSERT', count: 21 },
      { op: 'UPDATE', count: 2 },
    ])
  })

  it.each(['', 'deferrable initially deferred'])(
    "keeps other people's references to its rows (%s)",
    async (deferrable) => {
      const table = deferrable === '' ? 'referred' : 'referred_late'
      await world.inTarget(`create table datos.${table} (id integer primary key, code text unique);
        create table datos.${table}_by (ref integer references datos.${table} ${deferrable})`)
      await world.inSource(
        `create table ${table} as select i as id, 'n' || i as code from generate_series(1, 5) i`,
      )
      const dataset = aKeyed(table)
      await world.migrate(dataset)
      await expectCarried(world, dataset, { [table]: { inserted: 5 } })
      await world.inTarget(`insert into datos.${table}_by values (1), (5)`)
      await world.inSource(
        `update ${table} set code = 'new' where id = 1; delete from ${table} where id = 2`,
      )
      await expectCarried(world, dataset, { [table]: { updated: 1, deleted: 1 } })
      await world.inSource(`delete from ${table} where id = 5`)
      await expect(world.run({ dataset })).rejects.toMatchObject({
        code: 'TARGET_CONSTRAINT',
        details: { constraint: `${table}_by_ref_fkey` },
      })
      expect(await world.inTarget(`select ref from datos.${table}_by order by 1`)).toEqual([
        { ref: 1 },
        { ref: 5 },
      ])
    },
  )

  it('keeps views, grants, policies, comments, indexes, checks and statistics', async () => {
    await world.inTarget(`create table datos.dressed (id integer primary key, code text check (code <> ''));
      create view datos.dressed_view as select code from datos.dressed;
      create materialized view datos.dressed_stored as select code from datos.dressed;
      create index on datos.dressed (lower(code)); create index on datos.dressed (code) where id > 5;
      create unique index on datos.dressed (md5(code || id)); create statistics datos.dressed_statistics on id, code from datos.dressed;
      grant select on datos.dressed to public; alter table datos.dressed enable row level security;
      create policy all_rows on datos.dressed using (true);
      comment on column datos.dressed.code is 'a code'`)
    await expectKept(aKeyed('dressed'), 'dressed')
    await world.inTarget('refresh materialized view datos.dressed_stored')
    for (const view of ['dressed_view', 'dressed_stored']) {
      expect(await world.inTarget(`select count(*)::integer from datos.${view}`)).toEqual([
        { count: 18 },
      ])
    }
    expect(
      await world.inTarget(`select col_description('datos.dressed'::regclass, 2) as comment,
        (select count(*)::integer from pg_policies where tablename = 'dressed') as policies`),
    ).toEqual([{ comment: 'a code', policies: 1 }])
  })

  it('writes to a table with children that inherit from it', async () => {
    await world.inTarget(`create table datos.parental (id integer primary key, code text);
      create table datos.parental_child (extra text) inherits (datos.parental)`)
    await expectKept(aKeyed('parental'), 'parental')
  })

  it('says that a child repeats a key of its parent', async () => {
    await world.inTarget(`create table datos.repeated (id integer primary key, code text);
      create table datos.repeating () inherits (datos.repeated)`)
    await world.inSource(`create table repeated as select 1 as id, 'a' as code`)
    const dataset = aKeyed('repeated')
    await world.migrate(dataset)
    await world.run({ dataset })
    await world.inTarget(`insert into datos.repeating values (1, 'theirs')`)
    await expect(world.run({ dataset })).rejects.toMatchObject({
      code: 'TARGET_KEY_MISSING',
      details: {
        phase: 'delta',
        table: 'repeated',
        examples: [{ key: ['1'], tables: ['datos.repeated', 'datos.repeating'] }],
      },
    })
  })

  it.each([
    ['range', 'for values from (minvalue) to (10)', 'for values from (10) to (maxvalue)'],
    ['list', 'for values in (1, 2, 3, 4, 5, 6, 7, 8, 9)', 'default'],
  ])('moves rows between the partitions of a %s', async (kind, first, second) => {
    const table = `parted_${kind}`
    await world.inTarget(`create table datos.${table} (id integer, part integer, code text, primary key (id, part)) partition by ${kind} (part);
      create table datos.${table}_a partition of datos.${table} ${first};
      create table datos.${table}_b partition of datos.${table} ${second}`)
    await world.inSource(
      `create table ${table} as select i as id, i as part, 'n' || i as code from generate_series(1, 20) i`,
    )
    const columns = ['id integer', 'part integer', 'code text']
    const keyed = aDataset(table.replace('_', '-'), [
      aTable(table, columns, { key: ['id', 'part'] }),
    ])
    await world.migrate(keyed)
    await expectCarried(world, keyed, { [table]: { inserted: 20 } })
    await world.inSource(
      `update ${table} set part = 15 where id = 1; update ${table} set code = 'new' where id in (2, 12)`,
    )
    await expectCarried(world, keyed, { [table]: { inserted: 1, updated: 2, deleted: 1 } })
  })

  it('moves a row to another partition when a value that is no key changes', async () => {
    await world.inTarget(`create table datos.moving (id integer, part integer) partition by list (part);
      create table datos.moving_a partition of datos.moving for values in (1);
      create table datos.moving_b partition of datos.moving for values in (2);
      create unique index on datos.moving_a (id); create unique index on datos.moving_b (id)`)
    await world.inSource(
      'create table moving as select i as id, 1 + i % 2 as part from generate_series(1, 6) i',
    )
    const dataset = aDataset('moving', [aTable('moving', ['id integer', 'part integer'])])
    await world.migrate(dataset)
    await expectCarried(world, dataset, { moving: { inserted: 6 } })
    await world.inSource('update moving set part = 2 where id = 2')
    await expectCarried(world, dataset, { moving: { inserted: 1, deleted: 1 } })
  })
})
