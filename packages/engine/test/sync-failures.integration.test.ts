import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset, Table } from '@aaps-data/catalog'
import { reportError, SyncError } from '@aaps-data/contracts'
import { createPostgresSource } from '@aaps-data/sources'
import { createTargetDatabase } from '../src/index.ts'
import {
  aDataset,
  aTable,
  createSyncWorld,
  noGuards,
  type RunOptions,
  type SyncWorld,
} from './sync-world.ts'

describe('runSync with something wrong', () => {
  let world: SyncWorld
  let counter = 0
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  const failureOf = async (options: RunOptions): Promise<SyncError> => {
    const error = await world.run(options).then(
      () => new Error('The run succeeded'),
      (thrown: unknown) => thrown,
    )
    if (error instanceof SyncError) return error
    throw error
  }
  /** A synchronised table of three rows, whose source is then changed by `change`. */
  const prepare = async (name: string, change: string, columns = ['id integer', 'code text']) => {
    const dataset = aDataset(name, [aTable(name, columns, { key: ['id'] })])
    await world.inSource(`create table ${name} (id integer, code text);
      insert into ${name} values (1, 'a'), (2, 'b'), (3, 'c')`)
    await world.migrate(dataset)
    await world.run({ dataset })
    await world.inSource(change)
    return dataset
  }
  const rowsOf = (name: string) => world.inTarget(`select * from datos.${name} order by id`)
  const untouched = [
    { id: 1, code: 'a' },
    { id: 2, code: 'b' },
    { id: 3, code: 'c' },
  ]

  it('says KEY_DUPLICATE with the keys when source rows share one', async () => {
    const dataset = await prepare(
      'twins',
      `insert into twins values (2, 'x'), (7, 'y'), (7, 'z'), (7, 'z')`,
    )
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'KEY_DUPLICATE',
      details: {
        phase: 'check',
        written: 'nothing',
        table: 'twins',
        column: 'id',
        rule: 'unique',
        maxRejects: 0,
        rows: 5,
        examples: [
          { key: { id: '2' }, place: { row: 2 } },
          { key: { id: '7' }, place: { row: 5 } },
        ],
      },
    })
    expect(await rowsOf('twins')).toEqual(untouched)
    expect(await world.stagingTables()).toEqual([])
  })

  it('says KEY_NULL when a source row has no key', async () => {
    const dataset = await prepare('keyless', `insert into keyless values (null, 'x')`)
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'KEY_NULL',
      details: { table: 'keyless', column: 'id', rule: 'key', rows: 1, maxRejects: 0 },
    })
    expect(await rowsOf('keyless')).toEqual(untouched)
  })

  it('says VALUE_NOT_CARRIED with key and column when a cast would round or cut', async () => {
    const dataset = aDataset('casts', [
      aTable('casts', ['id integer', 'amount numeric(8,2)', 'code varchar(3)', 'day date'], {
        key: ['id'],
      }),
    ])
    await world.inSource(`create table casts (id bigint, amount numeric, code text, day timestamp);
      insert into casts values (1, 1.5, 'abc', '2024-01-01'), (2, 1.50, 'ab', null)`)
    await world.migrate(dataset)
    await world.run({ dataset })
    await world.inSource(`insert into casts values (3, 1.505, 'abc', null)`)
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'VALUE_NOT_CARRIED',
      details: { column: 'amount', rows: 1, examples: [{ key: { id: '3' }, value: '1.505' }] },
    })
    await world.inSource(`update casts set amount = 1, code = 'abcd' where id = 3`)
    expect(await failureOf({ dataset })).toMatchObject({ details: { column: 'code' } })
    await world.inSource(`update casts set code = 'a', day = '2024-01-01 10:00' where id = 3`)
    expect(await failureOf({ dataset })).toMatchObject({ details: { column: 'day' } })
  })

  it.each([
    ['a member that JSON has twice', 'json', 'jsonb', `{"a":{"b":1,"b":2}}`, `{"a": {"b":1.0} }`],
    ['a quoted name in JSON', 'json', 'jsonb', `{"\\"":1,"\\u0022":2}`, `{"\\u0022":"\\"{:"}`],
    ['the sign of zero', 'double precision', 'numeric', '-0', '1.5'],
    ['digits of a float', 'double precision', 'numeric', '0.30000000000000004', '0.1'],
    ['seconds of an interval', 'interval', 'interval hour to minute', '00:01:01', '1 mon 00:01'],
    ['a time zone', 'time with time zone', 'time', '10:00:00-04', '10:00:00+00'],
  ])('says VALUE_NOT_CARRIED when a cast would lose %s', async (...[, from, to, lost, kept]) => {
    const name = `loses_${counter++}`
    const dataset = aDataset(name, [aTable(name, ['id integer', `v ${to}`], { key: ['id'] })])
    await world.inSource(`create table ${name} (id integer, v ${from});
      insert into ${name} values (1, '${kept}'), (2, null)`)
    await world.migrate(dataset)
    expect((await world.run({ dataset })).tables).toMatchObject([{ inserted: 2 }])
    await world.inSource(`insert into ${name} values (3, '${lost}')`)
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'VALUE_NOT_CARRIED',
      details: { column: 'v', rows: 1, examples: [{ key: { id: '3' } }] },
    })
  })

  it('says VALUE_NOT_CARRIED with key and column when a value cannot be cast', async () => {
    const dataset = aDataset('typed', [
      aTable('typed', ['id integer', 'code integer'], { key: ['id'] }),
    ])
    await world.inSource(`create table typed (id integer, code text);
      insert into typed values (1, '1'), (2, 'two')`)
    await world.migrate(dataset)
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'VALUE_NOT_CARRIED',
      details: {
        table: 'typed',
        column: 'code',
        type: 'integer',
        examples: [{ key: { id: '2' }, value: 'two' }],
      },
    })
  })

  it('says DERIVED_TABLE_FAILED with the cause when a query does not work', async () => {
    const dataset = await prepare('base', '')
    const derived = {
      kind: 'derived',
      name: 'bad',
      key: [],
      references: [],
      guards: noGuards,
      columns: [{ name: 'n', source: '', type: 'integer', nullable: true }],
      query: 'select code::integer from base',
    } as const
    const extended = { ...dataset, tables: [...dataset.tables, derived] }
    await world.migrate(extended)
    const failure = await failureOf({ dataset: extended })
    expect(failure).toMatchObject({ code: 'DERIVED_TABLE_FAILED', details: { table: 'bad' } })
    expect(String(failure.cause)).toContain('invalid input syntax')
    const wide = { ...derived, query: 'select 1, 2' }
    expect(
      await failureOf({ dataset: { ...dataset, tables: [...dataset.tables, wide] } }),
    ).toMatchObject({
      code: 'DERIVED_TABLE_FAILED',
      details: { declaredColumns: 1, queryColumns: 2 },
    })
  })

  it('says TARGET_LOCKED and who holds the lock when somebody keeps the table', async () => {
    const dataset = await prepare('kept', `update kept set code = 'new'`)
    const client = await world.target.pool.connect()
    try {
      await client.query(
        `set application_name = 'pgadmin of Ana'; begin; update datos.kept set code = code`,
      )
      expect(await failureOf({ dataset })).toMatchObject({
        code: 'TARGET_LOCKED',
        details: { phase: 'delta', holders: [{ application: 'pgadmin of Ana' }] },
      })
    } finally {
      await client.query('rollback; reset application_name')
      client.release()
    }
    expect(await rowsOf('kept')).toEqual(untouched)
  })

  it('says TARGET_CONSTRAINT without the row when the rows break a rule of the target', async () => {
    const dataset = await prepare('ruled', `update ruled set code = 'secret' where id = 2`)
    await world.inTarget(`alter table datos.ruled add constraint short check (length(code) < 3)`)
    const failure = await failureOf({ dataset })
    expect(failure).toMatchObject({
      code: 'TARGET_CONSTRAINT',
      details: { phase: 'apply', table: 'ruled', constraint: 'short' },
    })
    expect(JSON.stringify(failure.details)).not.toContain('secret')
    expect(await rowsOf('ruled')).toEqual(untouched)
  })

  it('tells rows that exchange a unique value from rows that share one', async () => {
    const dataset = await prepare(
      'swapped',
      `update swapped set code = case code when 'a' then 'b' when 'b' then 'a' else code end`,
    )
    await world.inTarget('alter table datos.swapped add constraint one_code unique (code)')
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'TARGET_UNIQUE_ORDER',
      details: { constraint: 'one_code', columns: ['code'] },
    })
    await world.inSource(`update swapped set code = 'same'`)
    expect(await failureOf({ dataset })).toMatchObject({ code: 'TARGET_CONSTRAINT' })
    expect(await rowsOf('swapped')).toEqual(untouched)
  })

  it('asks for a constraint that waits where a foreign key lets no row give up its value first', async () => {
    const columns = ['id integer', 'code text']
    const dataset = aDataset('heirs', [
      aTable('estate', columns, { key: ['id'] }),
      aTable('heir', ['id integer', 'estate integer'], { key: ['id'] }),
    ])
    await world.inSource(
      `create table estate as select 1 as id, 'a' as code;
       create table heir as select 1 as id, 1 as estate`,
    )
    await world.migrate(dataset)
    await world.inTarget(
      `alter table datos.estate add constraint one_estate unique (code);
       alter table datos.heir add foreign key (estate) references datos.estate`,
    )
    await world.run({ dataset })
    await world.inSource('update estate set id = 2; update heir set estate = 2')
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'TARGET_UNIQUE_ORDER',
      details: { table: 'estate', constraint: 'one_estate', columns: ['code'] },
    })
    await world.inTarget(
      `alter table datos.estate drop constraint one_estate,
         add constraint one_estate unique (code) deferrable`,
    )
    await world.run({ dataset })
    expect(await world.inTarget('select * from datos.estate')).toEqual([{ id: 2, code: 'a' }])
  })

  it('takes values that meet when they are cleaned for shared ones', async () => {
    const dataset = await prepare('trimmed', `update trimmed set code = ' a' where code = 'b'`)
    await world.inTarget('alter table datos.trimmed add constraint one_trimmed unique (code)')
    const cleaning = { trim: true, blankAsNull: false, nullTexts: [] }
    const tables = dataset.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) =>
        column.name === 'code' ? { ...column, cleaning } : column,
      ),
    }))
    expect(await failureOf({ dataset: { ...dataset, tables } })).toMatchObject({
      code: 'TARGET_CONSTRAINT',
      details: { constraint: 'one_trimmed' },
    })
    expect(await rowsOf('trimmed')).toEqual(untouched)
  })

  it('says TARGET_CONSTRAINT when a child has no parent', async () => {
    const dataset = aDataset('orphans', [
      aTable('orphan', ['id integer', 'parent integer'], {
        key: ['id'],
        references: ['parent -> holder.id'],
      }),
      aTable('holder', ['id integer'], { key: ['id'] }),
    ])
    await world.inSource(
      `create table holder as select 1 as id; create table orphan as select 1 as id, 2 as parent`,
    )
    await world.migrate(dataset)
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'TARGET_CONSTRAINT',
      details: { phase: 'apply', constraint: 'orphan_parent_fkey' },
    })
    expect(await world.inTarget('select * from datos.holder')).toEqual([])
  })

  it('says TARGET_INTERFERED when a trigger changes what is written', async () => {
    const dataset = await prepare('meddled', `update meddled set code = 'new' where id = 2`)
    await world.inTarget(`create function datos.meddle() returns trigger language plpgsql as
        $$ begin new.code := upper(new.code); return new; end $$;
      create trigger meddle before update on datos.meddled for each row execute function datos.meddle()`)
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'TARGET_INTERFERED',
      details: { table: 'meddled' },
    })
    await world.inTarget(`create or replace function datos.meddle() returns trigger language plpgsql as
        $$ begin return null; end $$`)
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'TARGET_INTERFERED',
      details: { table: 'meddled', action: 'updated', expected: 1, affected: 0 },
    })
    expect(await rowsOf('meddled')).toEqual(untouched)
  })

  it('says TARGET_KEY_MISSING when nothing keeps the keys of the target unique', async () => {
    const dataset = await prepare('unkeyed', `update unkeyed set code = 'new' where id = 2`)
    await world.inTarget(`alter table datos.unkeyed drop constraint unkeyed_pkey;
      insert into datos.unkeyed values (2, 'b');
      create unique index on datos.unkeyed (id, code) where code <> 'b';
      create unique index on datos.unkeyed (code, id) include (id) where id > 5`)
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'TARGET_KEY_MISSING',
      details: { phase: 'stage', schema: 'datos', table: 'unkeyed', columns: ['id'] },
    })
    await world.inTarget(`delete from datos.unkeyed where id = 2;
      create unique index on datos.unkeyed (id) include (code)`)
    expect((await world.run({ dataset })).tables).toMatchObject([{ inserted: 1, unchanged: 2 }])
  })

  /** A dataset with one column of one of its tables masked. */
  const withMasked = (dataset: Dataset, name: string, column: string): Dataset => ({
    ...dataset,
    tables: dataset.tables.map((table) => ({
      ...table,
      columns: table.columns.map((each) => ({
        ...each,
        masked: table.name === name && each.name === column,
      })),
    })),
  })
  /** A failure as ledger, page and command line tell it. */
  const toldOf = async (dataset: Dataset) =>
    JSON.stringify(reportError(await failureOf({ dataset })))

  it('tells the key of a broken constraint only where no column is masked', async () => {
    const dataset = await prepare(
      'masked_unique',
      `update masked_unique set code = 'a' where id > 1`,
    )
    await world.inTarget('alter table datos.masked_unique add constraint masked_once unique (code)')
    expect(await toldOf(dataset)).toContain('Key (code)=(a)')
    const told = await toldOf(withMasked(dataset, 'masked_unique', 'code'))
    expect(told).toContain('masked_once')
    expect(told).not.toContain('(a)')
  })

  it('tells no value of a masked column on the other side of a reference', async () => {
    const dataset = aDataset('masked_reference', [
      aTable('masked_parent', ['code text', 'id integer'], { key: ['code'] }),
      aTable('masked_child', ['id integer', 'code text'], {
        key: ['id'],
        references: ['code -> masked_parent.code'],
      }),
    ])
    await world.inSource(`create table masked_parent as select 'b' as code, 1 as id;
      create table masked_child as select 1 as id, 'b' as code`)
    await world.migrate(dataset)
    await world.run({ dataset })
    await world.inSource(`update masked_child set code = 'secret'`)
    expect(await toldOf(dataset)).toContain('secret')
    expect(await toldOf(withMasked(dataset, 'masked_parent', 'code'))).not.toContain('secret')
  })

  it('tells no masked value that a query or the source stumbles over', async () => {
    const base = aTable('masked_base', ['id integer', 'code text'], { key: ['id'] })
    const query = 'select id, code::integer from masked_base'
    const derived: Table = {
      ...aTable('masked_derived', ['id integer', 'code integer'], { key: ['id'] }),
      kind: 'derived',
      query,
      guards: noGuards,
    }
    const dataset = aDataset('masked_query', [base, derived])
    await world.inSource(
      `create table masked_base as select 1 as id, 'SECRET "4711"'::text as code`,
    )
    await world.migrate(dataset)
    expect(await toldOf(dataset)).toContain('4711')
    const told = await toldOf(withMasked(dataset, 'masked_base', 'code'))
    expect(told).toContain('DERIVED_TABLE_FAILED')
    expect(told).toContain('type integer')
    expect(told).not.toContain('4711')

    await world.inSource(`create view masked_view as select id, code::integer from masked_base`)
    const view = aTable('masked_view', ['id integer', 'code integer'], { key: ['id'] })
    const viewed = aDataset('masked_view', [view])
    await world.migrate(viewed)
    expect(await toldOf(viewed)).toContain('4711')
    expect(await toldOf(withMasked(viewed, 'masked_view', 'code'))).not.toContain('4711')
  })

  it('tells no masked key that rows of the target share', async () => {
    const dataset = aDataset('masked_keys', [
      aTable('masked_keys', ['code text', 'id integer'], { key: ['code', 'id'] }),
    ])
    await world.inSource(`create table masked_keys as select 'secret' as code, 1 as id`)
    await world.migrate(dataset)
    await world.run({ dataset })
    await world.inTarget(`create table datos.masked_heirs () inherits (datos.masked_keys);
      insert into datos.masked_heirs select * from datos.masked_keys`)
    expect(await failureOf({ dataset: withMasked(dataset, 'masked_keys', 'code') })).toMatchObject({
      code: 'TARGET_KEY_MISSING',
      details: { examples: [{ key: ['•••', '1'] }] },
    })
  })

  it('says what is missing on either side', async () => {
    const lenient = await prepare('missing', `alter table missing rename code to label`)
    const dataset = { ...lenient, drift: 'fail' } as const
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'SOURCE_COLUMN_MISSING',
      details: { relation: 'missing', column: 'code' },
    })
    await world.inSource('drop table missing')
    expect(await failureOf({ dataset })).toMatchObject({ code: 'SOURCE_TABLE_MISSING' })
    await world.inSource(`create table missing as select 1 as id, 'a' as code`)
    await world.inTarget('alter table datos.missing drop column code')
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'TARGET_COLUMN_MISSING',
      details: { column: 'code' },
    })
    await world.inTarget('drop table datos.missing')
    expect(await failureOf({ dataset })).toMatchObject({
      code: 'TARGET_TABLE_MISSING',
      details: { table: 'missing' },
    })
  })

  it('says that a server is down or refuses, and shows no password', async () => {
    const dataset = await prepare('reached', '')
    const down = new URL(world.source.url)
    down.port = '1'
    down.password = 'hunter2'
    const source = createPostgresSource({ name: 'siirays', url: down.href })
    const failure = await failureOf({ dataset, source })
    expect(failure).toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      details: { phase: 'snapshot', source: 'siirays' },
    })
    const absent = new URL(world.source.url)
    absent.pathname = '/no_such_database'
    expect(
      await failureOf({
        dataset,
        source: createPostgresSource({ name: 'siirays', url: absent.href }),
      }),
    ).toMatchObject({ code: 'SOURCE_AUTH_FAILED' })
    const target = createTargetDatabase({ url: down.href })
    const targetDown = await failureOf({ dataset, target })
    expect(targetDown).toMatchObject({ code: 'TARGET_UNREACHABLE' })
    await target.destroy()
    for (const error of [failure, targetDown]) {
      expect(JSON.stringify([error.message, error.details, String(error.cause)])).not.toContain(
        'hunter2',
      )
    }
  })

  it('changes no table when the last one fails', async () => {
    const names = ['one', 'two', 'three', 'four']
    const dataset = aDataset(
      'all',
      names.map((name) => aTable(`all_${name}`, ['id integer', 'code text'], { key: ['id'] })),
    )
    for (const name of names)
      await world.inSource(`create table all_${name} as select 1 as id, 'a' as code`)
    await world.migrate(dataset)
    await world.run({ dataset })
    for (const name of names) {
      await world.inSource(
        `insert into all_${name} values (2, 'b'); update all_${name} set code = 'c' where id = 1`,
      )
    }
    await world.inTarget(`alter table datos.all_two add check (code < 'c')`)
    expect(await failureOf({ dataset })).toMatchObject({ details: { table: 'all_two' } })
    for (const name of names) expect(await rowsOf(`all_${name}`)).toEqual([{ id: 1, code: 'a' }])
  })
})
