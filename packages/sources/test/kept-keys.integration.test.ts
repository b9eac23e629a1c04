import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { resolveGuards, type SourceTable } from '@aaps-data/catalog'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import { createPostgresSource } from '../src/index.ts'

const table = (relation: string, key: readonly string[]): SourceTable => ({
  kind: 'source',
  name: relation,
  source: { schema: 'public', relation },
  columns: ['a', 'b'].map((name) => ({
    name: `${name}_here`,
    source: name,
    type: 'integer',
    nullable: false,
  })),
  key: key.map((name) => `${name}_here`),
  references: [],
  guards: resolveGuards('source', undefined, undefined),
})

describe('the keys that PostgreSQL keeps', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  const isKept = async (relation: string, key: readonly string[]) => {
    const source = createPostgresSource({ name: 'test', url: database.url })
    const { signal } = new AbortController()
    const snapshot = await source.openSnapshot({ signal })
    try {
      return (await snapshot.keepsKeys?.([table('none_such', ['a']), table(relation, key)]))?.[1]
    } finally {
      await snapshot.release()
      await source.close()
    }
  }
  const columns = 'a integer not null, b integer not null'

  it.each([
    ['a primary key', `create table kept_0 (${columns}, primary key (a, b))`, ['a', 'b']],
    [
      'a unique index',
      `create table kept_1 (${columns}); create unique index on kept_1 (b)`,
      ['b'],
    ],
    ['a part of it', `create table kept_2 (${columns}, primary key (a))`, ['a', 'b']],
    [
      'an index that carries more',
      `create table kept_3 (${columns}); create unique index on kept_3 (a) include (b)`,
      ['a'],
    ],
    [
      'a partitioned table',
      `create table kept_4 (${columns}, primary key (a)) partition by range (a);
       create table kept_4_low partition of kept_4 for values from (0) to (9)`,
      ['a'],
    ],
  ])('are known by %s', async (_by, sql, key) => {
    await database.pool.query(sql)
    expect(await isKept(/create table (\w+)/.exec(sql)?.[1] ?? '', key)).toBe(true)
  })

  it.each([
    ['no index', `create table loose_0 (${columns})`, ['a']],
    ['an index of more columns', `create table loose_1 (${columns}, primary key (a, b))`, ['a']],
    ['a column that takes nulls', 'create table loose_2 (a integer unique, b integer)', ['a']],
    [
      'an index of some rows',
      `create table loose_3 (${columns}); create unique index on loose_3 (a) where b > 0`,
      ['a'],
    ],
    [
      'an index of an expression',
      `create table loose_4 (${columns}); create unique index on loose_4 ((a + 1))`,
      ['a'],
    ],
    [
      'a table from which others inherit',
      `create table loose_5 (${columns}, primary key (a)); create table child () inherits (loose_5)`,
      ['a'],
    ],
    ['a view', `create view loose_6 as select a, b from (values (1, 1)) as v (a, b)`, ['a']],
    [
      'a column whose nulls nobody has looked for',
      `create table loose_8 (a integer unique, b integer);
       do $$ begin
         if current_setting('server_version_num')::integer >= 180000 then
           alter table loose_8 add constraint later not null a not valid;
         end if;
       end $$`,
      ['a'],
    ],
    [
      'a key that only is an index',
      `create table loose_7 (${columns}); create index on loose_7 (a)`,
      ['a'],
    ],
  ])('are not known by %s', async (_by, sql, key) => {
    await database.pool.query(sql)
    expect(await isKept(/create (?:table|view) (\w+)/.exec(sql)?.[1] ?? '', key)).toBe(false)
  })
})
