import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset } from '@aaps-data/catalog'
import { randomBytes } from 'node:crypto'
import { checkDerived, createTargetDatabase, findMissingRights } from '../src/index.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('checks of the target', () => {
  const login = `aaps_test_${randomBytes(6).toString('hex')}`
  const padron = aDataset(
    'padron',
    [aTable('padron', ['id integer', 'name varchar(9)'], { key: ['id'] })],
    'padron',
  )
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
    await world.migrate(padron)
    await world.inTarget(`create role ${login} login password 'x'`)
  })
  afterAll(async () => {
    await world.inTarget(`drop owned by ${login}; drop role ${login}`)
    await world.drop()
  })

  const rightsOf = async (toAlter: boolean) => {
    const url = new URL(world.target.url)
    url.username = login
    url.password = 'x'
    const target = createTargetDatabase({ url: url.href })
    try {
      return await findMissingRights({ target, dataset: padron, toAlter })
    } finally {
      await target.destroy()
    }
  }

  describe('findMissingRights', () => {
    it('finds none for the owner of everything', async () => {
      const options = { target: world.knex, dataset: padron, toAlter: true }
      expect(await findMissingRights(options)).toEqual([])
    })

    it('names each right that a login lacks, and a statement after which it has it', async () => {
      const missing = await rightsOf(false)
      expect(missing.map(({ on, right }) => `${right} on ${on}`)).toEqual([
        'usage on schema padron',
        'create on schema sync_staging',
        'usage on schema sync_staging',
        'delete on table padron.padron',
        'insert on table padron.padron',
        'select on table padron.padron',
        'update on table padron.padron',
      ])

      for (const { statement } of missing) await world.inTarget(statement)
      expect(await rightsOf(false)).toEqual([])
    })

    it('asks for ownership only where tables have to be changed', async () => {
      expect((await rightsOf(true)).map(({ on, right }) => `${right} on ${on}`)).toEqual([
        'create on schema padron',
        'ownership on table padron.padron',
      ])
    })
  })

  describe('checkDerived', () => {
    const uses = (what: string) => `it uses ${what}, so it may yield other rows for the same data`
    const derivedFrom = (query: string, columns: readonly string[]): Dataset => ({
      ...padron,
      tables: [
        ...padron.tables,
        { ...aTable('summary', [...columns], { key: [] }), kind: 'derived', query } as never,
      ],
    })
    const check = (query: string, columns: readonly string[]) =>
      checkDerived({ target: world.knex, dataset: derivedFrom(query, columns) })

    beforeAll(() =>
      world.inTarget(`create function public.reading(id integer) returns integer language sql stable
          as 'select id + 1';
        create function public.reckoning(id integer) returns integer language sql immutable
          as 'select id + 1'`),
    )

    it('takes a query that yields the declared columns', async () => {
      expect(
        await check('select name, count(*) from padron group by name -- by name', [
          'name text',
          'people integer',
        ]),
      ).toEqual([])
      const texts =
        "to_char(date '2000-01-01', 'TMMonth'), to_jsonb(padron), age(name::date, '-infinity')"
      const steady = `select public.reckoning(id), ${texts}, lag(name) over (order by id) from padron`
      const types = ['n integer', 'month text', 'whole jsonb', 'age interval', 'before text']
      expect(await check(steady, types)).toEqual([])
    })

    it.each([
      ['select nombre from padron', ['name text'], 'column "nombre" does not exist'],
      ['select id, name from padron', ['name text'], 'it yields 2 columns, 1 are declared'],
      ['select id from padron', ['since date'], 'cannot cast type integer to date'],
      ['select from where', ['name text'], 'syntax error at or near "where"'],
      ["select 'x' where now() > '2000-01-01'", ['name text'], uses('now()')],
      [
        'select current_date - id, random() from padron',
        ['n date', 'r float8'],
        uses('current_date, random()'),
      ],
      ["select id from padron where name < 'today '::date::text", ['id integer'], uses("'today '")],
      ['select id from padron.padron', ['id integer'], uses('padron.padron')],
      ['select public.reading(id) from padron', ['id integer'], uses('reading(integer)')],
    ])('says what is wrong with %s', async (query, columns, reason) => {
      expect(await check(query, columns)).toEqual([{ table: 'summary', reason }])
    })
  })
})
