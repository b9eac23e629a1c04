import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { resolveGuards, type SourceTable } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import {
  createFaultProxy,
  createTestDatabase,
  waitFor,
  type TestDatabase,
} from '@aaps-data/testing'
import { randomBytes } from 'node:crypto'
import { buffer, text } from 'node:stream/consumers'
import { createPostgresSource, type Source } from '../src/index.ts'

const aTable = (relation: string, ...columns: string[]): SourceTable => ({
  kind: 'source',
  name: relation,
  source: { schema: 'public', relation },
  key: [],
  references: [],
  guards: resolveGuards('derived', undefined, undefined),
  columns: columns.map((name) => ({ name, source: name, type: 'text', nullable: true })),
})

describe('createPostgresSource', () => {
  let database: TestDatabase
  let source: Source
  const signal = new AbortController().signal

  beforeAll(async () => {
    database = await createTestDatabase()
    source = createPostgresSource({ name: 'siirays', url: database.url })
    await database.pool
      .query(`create table "Odd ""name"" ?" ("a b" integer, "É" varchar(7), z numeric(8,2));
      insert into "Odd ""name"" ?" values (1, E'x\\ty', 1.50), (2, null, null)`)
  })
  afterAll(async () => {
    await source.close()
    await source.close()
    await database.drop()
  })

  it('gives the same rows in binary when it is asked to', async () => {
    const snapshot = await source.openSnapshot({ signal })
    const rows = snapshot.read(aTable('Odd "name" ?', 'a b'), { form: 'binary' })
    const [row, other] = ['00010000000400000001', '00010000000400000002']
    const header = `${Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1').toString('hex')}${'00'.repeat(8)}`
    expect((await buffer(rows)).toString('hex')).toBe(`${header}${row}${other}ffff`)
    await snapshot.release()
  })

  it('gives rows as COPY text in the order of the definition', async () => {
    const snapshot = await source.openSnapshot({ signal })
    const table = aTable('Odd "name" ?', 'z', 'a b', 'É')
    expect(await text(snapshot.read(table))).toBe('1.50\t1\tx\\ty\n\\N\t2\t\\N\n')
    expect(await snapshot.describe([table])).toEqual([
      [
        { name: 'z', type: 'numeric(8,2)' },
        { name: 'a b', type: 'integer' },
        { name: 'É', type: 'character varying(7)' },
      ],
    ])
    await snapshot.release()
    await snapshot.release()
  })

  it('leaves types of users to text and reads a domain as the type beneath', async () => {
    await database.pool.query(`create type mood as enum ('sad'); create domain short as varchar(3);
      create table typed (m mood, s short, l integer[])`)
    const snapshot = await source.openSnapshot({ signal })
    expect(await snapshot.describe([aTable('typed', 'm', 's', 'l')])).toEqual([
      [
        { name: 'm', type: undefined },
        { name: 's', type: 'character varying(3)' },
        { name: 'l', type: 'integer[]' },
      ],
    ])
    await snapshot.release()
  })

  it('gives every column of a relation, with the names of its types, and whether it may be read', async () => {
    const role = `reader_${randomBytes(5).toString('hex')}`
    await database.pool.query(`create role ${role} login password '${role}';
      create type colour as enum ('red'); create domain code as varchar(3);
      create table shown (a integer, gone integer, c colour, d code, secret text);
      alter table shown drop column gone; grant select (a, c, d) on shown to ${role}`)
    const url = new URL(database.url)
    url.username = role
    url.password = role
    const reader = createPostgresSource({ name: 'siirays', url: url.href })
    try {
      const snapshot = await reader.openSnapshot({ signal })
      expect(await snapshot.describeRelations([aTable('shown', 'c')])).toEqual([
        [
          { name: 'a', type: 'integer', nativeType: 'integer', isReadable: true },
          { name: 'c', type: undefined, nativeType: 'public.colour', isReadable: true },
          { name: 'd', type: 'character varying(3)', nativeType: 'public.code', isReadable: true },
          { name: 'secret', type: 'text', nativeType: 'text', isReadable: false },
        ],
      ])
      await expect(snapshot.describeRelations([aTable('absent', 'a')])).rejects.toMatchObject({
        code: 'SOURCE_TABLE_MISSING',
      })
      await snapshot.release()
    } finally {
      await reader.close()
      await database.pool.query(`drop owned by ${role}; drop role ${role}`)
    }
  })

  it('shows one instant over all tables, whatever is committed meanwhile', async () => {
    await database.pool.query(
      'create table one as select 1 as n; create table two as select 1 as n',
    )
    const snapshot = await source.openSnapshot({ signal })
    await text(snapshot.read(aTable('one', 'n')))
    await database.pool.query('update one set n = 2; update two set n = 2')
    expect(await text(snapshot.read(aTable('two', 'n')))).toBe('1\n')
    expect(snapshot.id).toMatch(/^\d+:\d+:\d+:/)
    expect(Math.abs(Date.parse(snapshot.takenAt) - Date.now())).toBeLessThan(60_000)
    await snapshot.release()
  })

  it('can not write', async () => {
    await database.pool.query(`create function sneak() returns integer language sql as
        'insert into public.one values (9) returning 9';
      create view sneaking as select public.sneak() as n`)
    const snapshot = await source.openSnapshot({ signal })
    await expect(text(snapshot.read(aTable('sneaking', 'n')))).rejects.toMatchObject({
      code: 'SOURCE_READ_FAILED',
      details: { sqlState: '25006' },
    })
    await snapshot.release()
  })

  it('says which table or column is missing or may not be read', async () => {
    await database.pool.query('create table partial (a integer)')
    const snapshot = await source.openSnapshot({ signal })
    await expect(snapshot.describe([aTable('gone', 'a')])).rejects.toMatchObject({
      code: 'SOURCE_TABLE_MISSING',
      details: { schema: 'public', relation: 'gone' },
    })
    await expect(snapshot.describe([aTable('partial', 'a', 'b')])).rejects.toMatchObject({
      code: 'SOURCE_COLUMN_MISSING',
      details: { relation: 'partial', column: 'b' },
    })
    await snapshot.release()
  })

  it('fails rather than leave out rows that a policy hides or a grant withholds', async () => {
    const role = `reader_${randomBytes(5).toString('hex')}`
    await database.pool.query(`create role ${role} login password '${role}';
      create table policed as select generate_series(1, 3) as n;
      create table withheld as select 1 as n;
      grant select on policed to ${role};
      alter table policed enable row level security;
      create policy shown on policed using (n > 1)`)
    const url = new URL(database.url)
    url.username = role
    url.password = role
    const reader = createPostgresSource({ name: 'siirays', url: url.href })
    try {
      const snapshot = await reader.openSnapshot({ signal })
      await expect(snapshot.describe([aTable('withheld', 'n')])).rejects.toMatchObject({
        code: 'SOURCE_PERMISSION_DENIED',
        details: { relation: 'withheld' },
      })
      await expect(text(snapshot.read(aTable('policed', 'n')))).rejects.toMatchObject({
        code: 'SOURCE_PERMISSION_DENIED',
        details: { relation: 'policed' },
      })
      await snapshot.release()
    } finally {
      await reader.close()
      await database.pool.query(`drop owned by ${role}; drop role ${role}`)
    }
  })

  it('ends its session when it is aborted or left in the middle of a read', async () => {
    await database.pool.query(`create table big as
      select i as n, repeat('x', 1000) as t from generate_series(1, 50000) i`)
    const controller = new AbortController()
    const snapshot = await source.openSnapshot({ signal: controller.signal })
    const aborted = snapshot.read(aTable('big', 'n', 't'))[Symbol.asyncIterator]()
    await aborted.next()
    controller.abort(new Error('Cancelled'))
    await aborted.return?.()
    await snapshot.release()
    await waitFor(async () => (await sessions()) === 0, { what: 'the aborted session to end' })

    const left = await source.openSnapshot({ signal })
    const unfinished = left.read(aTable('big', 'n', 't'))[Symbol.asyncIterator]()
    await unfinished.next()
    await unfinished.return?.()
    await left.release()
    await waitFor(async () => (await sessions()) === 0, { what: 'the left session to end' })
  })

  it('releases its view when the source has fallen silent, at once after an abort', async () => {
    const proxy = await createFaultProxy({ upstreamUrl: database.url })
    const distant = createPostgresSource({ name: 'siirays', url: proxy.url })
    try {
      const left = await distant.openSnapshot({ signal })
      const controller = new AbortController()
      const aborted = await distant.openSnapshot({ signal: controller.signal })
      proxy.pause()
      const leftRelease = left.release()
      const abortedRelease = aborted.release()
      const beganMs = performance.now()
      controller.abort(new Error('Cancelled'))
      await abortedRelease
      expect(performance.now() - beganMs).toBeLessThan(1_500)
      await leftRelease
      expect(performance.now() - beganMs).toBeLessThan(10_000)
    } finally {
      await proxy.stop()
    }
    await waitFor(async () => (await sessions()) === 0, { what: 'the sessions to end' })
  })

  it('fails with the source unreachable when the session is ended from outside', async () => {
    const snapshot = await source.openSnapshot({ signal })
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'aaps-sync'`,
    )
    const failure: unknown = await text(snapshot.read(aTable('one', 'n'))).catch(
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(SyncError)
    expect(failure).toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      details: { source: 'siirays', database: database.name },
    })
    await snapshot.release()
  })

  const sessions = async (): Promise<number> => {
    const { rows } = await database.pool.query<{ count: number }>(
      `select count(*)::integer from pg_stat_activity
       where datname = current_database() and application_name = 'aaps-sync'`,
    )
    return rows[0]?.count ?? 0
  }
})
