import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Table } from '@aaps-data/catalog'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

it('reads a table on by a number as well', async () => {
  const world = await createSyncWorld()
  const table: Table = {
    ...aTable('entry', ['id integer', 'revision bigint'], { key: ['id'] }),
    cursor: { column: 'revision', kind: 'number', overlap: 5 },
  } as Table
  const dataset = aDataset('numbered', [table])
  await world.inSource(
    `create table entry as select i as id, i::bigint * 10 as revision from generate_series(1, 100) as i`,
  )
  await world.migrate(dataset)
  await world.run({ dataset })
  await world.inSource('insert into entry values (101, 995), (102, 994), (103, 1001)')
  expect(await world.run({ dataset })).toMatchObject({
    mode: 'incremental',
    tables: [{ staged: 3, inserted: 2, unchanged: 1, cursorBound: '1001' }],
  })
  await world.drop()
})

describe('a cursor whose type has no time zone', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  const readOn = async (
    name: string,
    { type, timeZone, rows }: { type: string; timeZone: string; rows: readonly string[] },
  ) => {
    const kind = type === 'date' ? 'date' : 'time'
    const table = {
      ...aTable(name, ['id integer', `at ${type}`], { key: ['id'] }),
      cursor: { column: 'at', kind, overlap: 10, timeZone },
    } as Table
    const dataset = aDataset(name, [table])
    const [first, ...later] = rows.map(
      (at, id) => `insert into ${name} select ${id}, ${at} from
                   (select now() at time zone '${timeZone}' as local) as clock`,
    )
    await world.inSource(`create table ${name} (id integer, at ${type}); ${first}`)
    await world.migrate(dataset)
    await world.run({ dataset })
    const read: number[] = []
    for (const insert of later) {
      await world.inSource(insert)
      const { mode, tables } = await world.run({ dataset })
      expect(mode).toBe('incremental')
      read.push(tables[0]?.inserted ?? 0)
    }
    return read
  }

  // At any hour it is another day in one of them than in UTC.
  it.each(['Etc/GMT+12', 'Pacific/Kiritimati', 'America/La_Paz'])(
    'is read from the day in %s on after a row dated tomorrow',
    async (timeZone) => {
      const name = `days_${timeZone.toLowerCase().replaceAll(/\W/g, '_')}`
      const rows = ["local + interval '1 day'", 'local', 'local']
      expect(await readOn(name, { type: 'date', timeZone, rows })).toEqual([1, 1])
    },
  )

  it('finds rows of the day before that were committed after midnight', async () => {
    const rows = ['local', "local - interval '1 day'", "local - interval '2 days'"]
    const found = await readOn('midnight', { type: 'date', timeZone: 'America/La_Paz', rows })
    expect(found).toEqual([1, 0])
  })

  it.each(['America/La_Paz', 'Asia/Tokyo'])(
    'is read from the local clock of %s on after a row from the future',
    async (timeZone) => {
      const name = `clock_${timeZone.toLowerCase().replaceAll(/\W/g, '_')}`
      const rows = ["local + interval '3 hours'", 'local', 'local']
      expect(await readOn(name, { type: 'timestamp', timeZone, rows })).toEqual([1, 1])
    },
  )
})
