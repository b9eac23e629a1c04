import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { resolveGuards, type SourceTable } from '@aaps-data/catalog'
import { createTestDatabase, waitFor, type TestDatabase } from '@aaps-data/testing'
import { createPostgresSource, type Snapshot, type Source } from '../src/index.ts'

const aTable = (relation: string, ...columns: string[]): SourceTable => ({
  kind: 'source',
  name: relation,
  source: { schema: 'public', relation },
  key: [],
  references: [],
  guards: resolveGuards('derived', undefined, undefined),
  columns: columns.map((name) => ({ name, source: name, type: 'text', nullable: true })),
})

describe('digests of a PostgreSQL source', () => {
  let database: TestDatabase
  let source: Source
  const signal = new AbortController().signal

  beforeAll(async () => {
    database = await createTestDatabase()
    source = createPostgresSource({ name: 'siirays', url: database.url })
    await database.pool.query(`
      create table measures (id integer, taken timestamptz, amount numeric(8,2), note text);
      insert into measures values (1, '2024-02-29 12:00-04', 1.5, null), (2, null, 'NaN', E'a\\tb')`)
  })
  afterAll(async () => {
    await source.close()
    await database.drop()
  })

  const inSnapshot = async <T>(ask: (snapshot: Snapshot) => Promise<T>): Promise<T> => {
    const snapshot = await source.openSnapshot({ signal })
    try {
      return await ask(snapshot)
    } finally {
      await snapshot.release()
    }
  }
  const fingerprint = (table: SourceTable) =>
    inSnapshot(async (snapshot) => (await snapshot.fingerprint?.([table]))?.[0])

  it('tells values apart that are equal and not the same', async () => {
    await database.pool.query('create table scaled as select 1.0::numeric as n')
    const before = await fingerprint(aTable('scaled', 'n'))
    await database.pool.query('update scaled set n = 1.00')
    expect((await fingerprint(aTable('scaled', 'n')))?.digest).not.toBe(before?.digest)
  })

  it('sees that two rows have exchanged a value', async () => {
    await database.pool.query(`create table pairs as values (1, 'a'), (2, 'b')`)
    const table = aTable('pairs', 'column1', 'column2')
    const before = await fingerprint(table)
    await database.pool.query(
      `update pairs set column2 = case column2 when 'a' then 'b' else 'a' end`,
    )
    expect((await fingerprint(table))?.digest).not.toBe(before?.digest)
  })

  it('keeps a fingerprint when rows move, and changes it with any value', async () => {
    const table = aTable('measures', 'id', 'note')
    const before = await fingerprint(table)
    await database.pool.query('update measures set amount = 7 where id = 1')
    expect(await fingerprint(table)).toEqual(before)
    await database.pool.query(`update measures set note = '' where id = 1`)
    const after = await fingerprint(table)
    expect(after?.tie).toBe(before?.tie)
    expect(after?.digest).not.toBe(before?.digest)
    await database.pool.query('update measures set note = null where id = 1')
    expect(await fingerprint(table)).toEqual(before)
  })

  it('ties a fingerprint to the types of the columns', async () => {
    await database.pool.query('create table typed as select 1 as n')
    const before = await fingerprint(aTable('typed', 'n'))
    await database.pool.query('alter table typed alter n type bigint')
    const after = await fingerprint(aTable('typed', 'n'))
    expect(after?.tie).not.toBe(before?.tie)
  })

  it('says which table is missing', async () => {
    await expect(fingerprint(aTable('nowhere', 'n'))).rejects.toMatchObject({
      code: 'SOURCE_TABLE_MISSING',
      details: { relation: 'nowhere' },
    })
  })

  it('says in which table it failed', async () => {
    await database.pool.query('create view failing as select 1 / (random()::integer * 0) as n')
    await expect(fingerprint(aTable('failing', 'n'))).rejects.toMatchObject({
      code: 'SOURCE_READ_FAILED',
      details: { source: 'siirays', relation: 'failing', sqlState: '22012' },
    })
  })

  it('ends a digest in the server when it is aborted', async () => {
    await database.pool.query(
      'create view endless as select n, pg_sleep(60)::text as slept from generate_series(1, 9) n',
    )
    const abort = new AbortController()
    const snapshot = await source.openSnapshot({ signal: abort.signal })
    const digesting = snapshot
      .fingerprint?.([aTable('endless', 'n', 'slept')])
      .catch((error: unknown) => error)
    const sleeping = async () => {
      const { rowCount } = await database.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
      )
      return rowCount
    }
    await waitFor(async () => (await sleeping()) === 1, { what: 'the digest to run' })
    abort.abort()
    expect(await digesting).toMatchObject({ name: 'AbortError' })
    await waitFor(async () => (await sleeping()) === 0, { what: 'the digest to end' })
    await snapshot.release()
  }, 20_000)
})
