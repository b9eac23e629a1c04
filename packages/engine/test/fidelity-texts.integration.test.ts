import { afterAll, beforeAll, describe, it } from '@jest/globals'
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
})
