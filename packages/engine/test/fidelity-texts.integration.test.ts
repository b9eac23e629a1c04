import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectCarried } from './fidelity-checks.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

const composed = '\u00f1'
const decomposed = 'n\u0303'

describe('runSync, text by text', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  it('carries what COPY escapes, and texts that look alike', async () => {
    const texts = [
      '\t',
      '\n',
      '\r',
      '\r\n',
      '\b\f\v\u0001\u007f',
      '\\',
      '\\N',
      '\\.',
      '\n\\.\n',
      '\\\\n',
      '\'"$$;--',
      '',
      ' ',
      'NULL',
      '🚰👩‍👩‍👧‍👦',
      '\ufeff\u200b\u202e\u2028',
      composed,
      decomposed,
      null,
    ]
    const dataset = aDataset('texts', [
      aTable('texts', ['id integer', 'v text'], { key: ['id'] }),
      aTable('texts_bag', ['v text']),
    ])
    await world.inSource(
      'create table texts (id integer primary key, v text); create table texts_bag (v text)',
    )
    await world.source.pool.query(
      `insert into texts select place, v from unnest($1::text[]) with ordinality as u (v, place)`,
      [texts],
    )
    await world.inSource('insert into texts_bag select v from texts')
    await world.migrate(dataset)
    const inserted = texts.length
    await expectCarried(world, dataset, { texts: { inserted }, texts_bag: { inserted } })

    for (const [from, to] of [
      ['', null],
      ['\\N', null],
      [composed, decomposed],
      ['\r\n', '\n'],
    ]) {
      await world.source.pool.query('update texts set v = $2 where v = $1', [from, to])
      await expectCarried(world, dataset, { texts: { updated: 1 } })
    }
  })

  it('takes texts for keys as they are', async () => {
    const keys = ['', ' ', 'a', 'A', 'a ', '\\N', '\\.', 'NULL', '\t', composed, decomposed]
    const dataset = aDataset('text-keys', [aTable('text_keys', ['k text'], { key: ['k'] })])
    await world.inSource('create table text_keys (k text)')
    await world.source.pool.query('insert into text_keys select unnest($1::text[])', [keys])
    await world.migrate(dataset)
    await expectCarried(world, dataset, { text_keys: { inserted: keys.length } })
    await world.inSource(`delete from text_keys where k = 'a'`)
    await expectCarried(world, dataset, { text_keys: { deleted: 1 } })
  })

  it('carries values of 10 MB', async () => {
    const dataset = aDataset('long', [
      aTable('long', ['id integer', 't text', 'b bytea'], { key: ['id'] }),
    ])
    const digest = 'select id, md5(t) as t, md5(b) as b, length(t) as length from'
    const expectSame = async (written: object) => {
      expect((await world.run({ dataset })).tables).toMatchObject([written])
      expect(await world.inTarget(`${digest} datos.long`)).toEqual(
        await world.inSource(`${digest} long`),
      )
    }
    await world.inSource(`create table long as
      select 1 as id, repeat(E'\\\\\\n' || md5('a'), 300000) as t,
             decode(repeat(md5('b'), 655360), 'hex') as b`)
    await world.migrate(dataset)
    await expectSame({ inserted: 1 })
    await world.inSource(`update long set t = t || ' '`)
    await expectSame({ updated: 1, inserted: 0, deleted: 0 })
    await expectSame({ unchanged: 1, updated: 0 })
  }, 120_000)
})
