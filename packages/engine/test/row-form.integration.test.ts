import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RowForm } from '@aaps-data/contracts'
import { createPostgresSource, type Source } from '@aaps-data/sources'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

/** A source that tells in which forms it was read, and says it is of another version if told so. */
function telling(
  source: Source,
  { majorOff = 0 }: { readonly majorOff?: number } = {},
): { readonly source: Source; readonly forms: RowForm[] } {
  const forms: RowForm[] = []
  return {
    forms,
    source: {
      close: () => source.close(),
      async openSnapshot(options) {
        const snapshot = await source.openSnapshot(options)
        const binaryMajor = (snapshot.binaryMajor ?? 0) + majorOff
        return {
          ...snapshot,
          binaryMajor,
          read(table, reading) {
            forms.push(reading?.form ?? 'text')
            return snapshot.read(table, reading)
          },
        }
      },
    },
  }
}

describe('the form in which rows come', () => {
  let world: SyncWorld
  let direct: Source
  beforeAll(async () => {
    world = await createSyncWorld()
    direct = createPostgresSource({ name: 'test', url: world.source.url })
  })
  afterAll(async () => {
    await direct.close()
    await world.drop()
  })

  /** Creates and fills a table of one column beside its key, and brings it over. */
  const carry = async (
    name: string,
    {
      from,
      to = from,
      value,
      source,
    }: { from: string; to?: string; value: string; source: Source },
  ) => {
    await world.inSource(`create table ${name} (id integer primary key, c ${from});
      insert into ${name} values (1, ${value}), (2, null)`)
    const table = aTable(name, ['id integer not null', `c ${to}`], { key: ['id'] })
    const dataset = aDataset(name, [table])
    await world.migrate(dataset)
    await world.run({ dataset, source })
    return world.inTarget(`select id, c::text from datos.${name} order by id`)
  }

  it('is binary where both servers are of one version and all types mean the same', async () => {
    const { source, forms } = telling(direct)
    const rows = await carry('same', { from: 'numeric(9,2)', value: '1.50', source })
    expect(rows).toEqual([
      { id: 1, c: '1.50' },
      { id: 2, c: null },
    ])
    expect(forms).toEqual(['binary'])
  })

  it.each<{ name: string; from: string; to?: string; value: string; majorOff?: number }>([
    { name: 'of another version', from: 'integer', value: '7', majorOff: -1 },
    { name: 'with numbers of objects', from: 'regclass', value: `'pg_class'` },
    { name: 'with arrays', from: 'integer[]', value: `'{1,NULL}'` },
    { name: 'padded, into a text', from: 'character(9)', to: 'text', value: `'corto'` },
  ])('is text for rows $name', async ({ name, from, to = from, value, majorOff = 0 }) => {
    const { source, forms } = telling(direct, { majorOff })
    const table = name.replaceAll(/\W/g, '_')
    const [first] = await carry(table, { from, to, value, source })
    expect(first).toEqual({ id: 1, c: value.replaceAll(`'`, '').padEnd(to === 'text' ? 9 : 0) })
    expect(forms).toEqual(['text'])
  })
})
