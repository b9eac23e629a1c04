import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset } from '@aaps-data/catalog'
import { createPostgresSource, type Source } from '@aaps-data/sources'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

/** Values of each type whose images are the same on every server. */
const portable: Readonly<Record<string, string>> = {
  smallint: '-7',
  integer: '123456',
  bigint: '9007199254740993',
  numeric: '1.500',
  'numeric(9,3)': '-12.250',
  real: '0.1',
  'double precision': '-0',
  boolean: 'true',
  text: 'año \\\t%',
  'character varying(12)': 'ñandú',
  'character(9)': 'corto',
  uuid: '01234567-89ab-cdef-0123-456789abcdef',
  date: '4713-01-01 BC',
  'time without time zone': '24:00',
  'time with time zone': '12:00-04',
  'timestamp without time zone': '0001-12-31 23:59:59.999999 BC',
  'timestamp(0) without time zone': '2024-01-01 00:00:01',
  'timestamp with time zone': 'infinity',
  interval: '1 year 2 mons -3 days 04:05:06.789',
  bytea: '\\x000aff',
  json: '{"b": 1, "a": [1.0]}',
  jsonb: '{"b": 1, "a": [1.0]}',
  inet: '10.0.0.1/8',
  cidr: '10.0.0.0/8',
  macaddr: '08:00:2b:01:02:03',
}

/** A source whose digests are none that the target can make, as of a server of another byte order. */
function withOtherByteOrder(source: Source): Source {
  return {
    close: () => source.close(),
    async openSnapshot(options) {
      const snapshot = await source.openSnapshot(options)
      return {
        ...snapshot,
        async fingerprint(tables) {
          const found = (await snapshot.fingerprint?.(tables)) ?? []
          return found.map(({ digest, images, ...rest }) => ({
            ...rest,
            digest: Array.from(digest).toReversed().join(''),
            ...(images && { images: { ...images, alikeness: 'of another byte order' } }),
          }))
        },
      }
    },
  }
}

describe('the digest that the source has made of its rows', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  /** A dataset that has been run, then had two rows changed, and been run again. */
  const changed = async (
    name: string,
    types: readonly string[],
    {
      prepare = '',
      column = (place: number) => types[place] ?? '',
      source,
    }: { prepare?: string; column?: (place: number) => string; source?: Source } = {},
  ): Promise<Dataset> => {
    const names = types.map((_type, place) => `c${place}`)
    const values = types.map((type) => `$$${portable[type] ?? 'numbered'}$$`)
    await world.inSource(`${prepare};
      create table ${name} (id integer not null,
        ${names.map((each, place) => `${each} ${column(place)}`).join(', ')});
      insert into ${name} select i from generate_series(1, 9) as i;
      insert into ${name} values (10, ${values.join(', ')})`)
    const columns = [
      'id integer not null',
      ...names.map((each, place) => `${each} ${types[place]}`),
    ]
    const table = aTable(name, columns, { key: ['id'] })
    const dataset = { ...aDataset(name, [table]), fingerprint: true }
    await world.migrate(dataset)
    await world.run({ dataset, ...(source && { source }) })
    await world.inSource(`insert into ${name} values (11, ${values.join(', ')});
      delete from ${name} where id = 10`)
    return dataset
  }

  it('is the one that the target has of them, type by type', async () => {
    const types = Object.keys(portable)
    const dataset = await changed('portable', types)
    expect(await world.run({ dataset })).toMatchObject({ mode: 'full', tables: [{ inserted: 1 }] })
    // The target's rows are digested, and have to have the digest that was taken over.
    expect(await world.run({ dataset })).toMatchObject({ mode: 'fingerprint' })
  })

  it('is that of the type beneath a domain', async () => {
    const prepare = `create domain corto as character varying(12) check (value <> '')`
    const column = () => 'corto'
    const dataset = await changed('domains', ['character varying(12)'], { prepare, column })
    await world.run({ dataset })
    expect(await world.run({ dataset })).toMatchObject({ mode: 'fingerprint' })
  })

  it('is not taken over where images hold numbers of objects', async () => {
    await world.inTarget('create table unrelated (); create table numbered ()')
    const dataset = await changed('objects', ['regclass'], { prepare: 'create table numbered ()' })
    await world.run({ dataset })
    expect(await world.run({ dataset })).toMatchObject({ mode: 'fingerprint' })
  })

  it('is not taken over from a server that hashes values otherwise', async () => {
    const direct = createPostgresSource({ name: 'test', url: world.source.url })
    const source = withOtherByteOrder(direct)
    const dataset = await changed('swapped', ['text'], { source })
    expect(await world.run({ dataset, source })).toMatchObject({ mode: 'full' })
    expect(await world.run({ dataset, source })).toMatchObject({ mode: 'fingerprint' })
    await direct.close()
  })

  it('is not taken over where the target has another type, or texts are cleaned', async () => {
    const column = () => 'character varying(20)'
    const dataset = await changed('retyped', ['text'], { column })
    await world.run({ dataset })
    expect(await world.run({ dataset })).toMatchObject({ mode: 'fingerprint' })

    const [table] = (await changed('cleaned', ['text'])).tables
    if (table === undefined) throw new Error('It has a table')
    const cleaning = { trim: true, blankAsNull: false, nullTexts: [] }
    const columns = table.columns.map((each) => (each.name === 'c0' ? { ...each, cleaning } : each))
    const cleaned = { ...aDataset('cleaned', [{ ...table, columns }]), fingerprint: true }
    await world.run({ dataset: cleaned })
    await world.inSource(`update cleaned set c0 = '  padded ' where id = 3`)
    await world.run({ dataset: cleaned })
    expect(await world.run({ dataset: cleaned })).toMatchObject({ mode: 'fingerprint' })
  })
})
