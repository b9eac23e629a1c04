import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { rowVersions } from './fidelity-checks.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

const types = `
  create type estado as enum ('activa', 'en trámite', 'it''s, (odd)');
  create type lugar as (zona text, x numeric, y numeric);
  create domain codigo as varchar(5) check (value <> '');
  create type tramo as range (subtype = numeric);`

const columns = ['estado', 'lugar', 'codigo', 'tramo', 'estado[]', 'lugar[]', 'codigo[]']

describe('runSync on types that users have made', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
    await world.inSource(types)
    await world.inTarget(types)
  })
  afterAll(() => world.drop())

  const values = `(1, 'activa', '("19 S, ""A""",1.0,)', 'ab', '[1.0,2.00)', '{activa,"it''s, (odd)"}',
      '{"(a,1,2)"}', '{ab,NULL}'),
    (2, 'it''s, (odd)', '(,NaN,-0.0)', 'ñ', 'empty', '{NULL}', '{NULL,"(,,)"}', '{}'),
    (3, null, null, null, null, null, null, null)`
  const create = (table: string) =>
    world.inSource(`create table ${table} (id integer primary key,
        ${columns.map((type, place) => `v${place} ${type}`).join(', ')});
      insert into ${table} values ${values}`)

  // Not by their binary form: a composite type writes the numbers of its types, which each server
  // gives out by itself.
  const expectSameTexts = async (table: string) => {
    const texts = `select id, ${columns.map((_type, place) => `v${place}::text as v${place}`).join(', ')}`
    expect(await world.inTarget(`${texts} from datos.${table} order by id`)).toEqual(
      await world.inSource(`${texts} from ${table} order by id`),
    )
  }

  it('carries them into the same types of the target', async () => {
    const mapped = columns.map((type, place) => `v${place} ${type}`)
    const dataset = aDataset('made', [aTable('made', ['id integer', ...mapped], { key: ['id'] })])
    await create('made')
    await world.migrate(dataset)
    expect((await world.run({ dataset })).tables).toMatchObject([{ inserted: 3 }])
    await expectSameTexts('made')
    await world.inSource(
      `update made set v0 = 'en trámite', v1.x = 1.00, v3 = '[1.0,2.0)' where id = 1`,
    )
    expect((await world.run({ dataset })).tables).toMatchObject([{ updated: 1, unchanged: 2 }])
    await expectSameTexts('made')
    const before = await rowVersions(world, dataset)
    expect((await world.run({ dataset })).tables).toMatchObject([{ updated: 0, unchanged: 3 }])
    expect(await rowVersions(world, dataset)).toEqual(before)
  })

  it('needs no word in the definition about types that both sides call the same', async () => {
    const mapped = columns.map((type, place) => `v${place} public.${type}`)
    const table = aTable('named', ['id integer', ...mapped], { key: ['id'] })
    const dataset = { ...aDataset('named', [table]), drift: 'fail' } as const
    await create('named')
    await world.migrate(dataset)
    expect((await world.run({ dataset })).notices).toEqual([])
  })

  it('carries types without a binary form, also in arrays and composite types', async () => {
    // A lone word makes a shell type, which functions may name before the type is there.
    const shy = `create type shy;
      create function shy_in(cstring) returns shy as 'textin' language internal strict immutable;
      create function shy_out(shy) returns cstring as 'textout' language internal strict immutable;
      create type shy (input = shy_in, output = shy_out, like = text);
      create type pair as (one shy, other integer); create domain coy as shy`
    await world.inSource(`${shy};
      create table shy_ones (id integer primary key, v shy, w shy[], x pair, y coy, z shy);
      create table shy_bag (v shy);
      insert into shy_ones values (1, 'a', '{b,"c d"}', '(e,1)', 'f', 'g'), (2, null, null, null, null, '');
      insert into shy_bag values ('a'), ('a'), (null)`)
    await world.inTarget(shy)
    const columns = ['id integer', 'v shy', 'w shy[]', 'x pair', 'y coy', 'z text']
    const tables = [aTable('shy_ones', columns, { key: ['id'] }), aTable('shy_bag', ['v shy'])]
    const dataset = { ...aDataset('shy', tables), fingerprint: true, proof: 'always' } as const
    const expectUnchanged = async () =>
      expect((await world.run({ dataset })).tables).toMatchObject([
        { read: 'none' },
        { read: 'none' },
      ])
    await world.migrate(dataset)
    expect((await world.run({ dataset })).tables).toMatchObject([{ inserted: 2 }, { inserted: 3 }])
    await expectUnchanged()

    await world.inSource(`update shy_ones set w = '{b,x}' where id = 1; update shy_ones set z = 'h' where id = 2;
      delete from shy_bag where v is null`)
    expect((await world.run({ dataset })).tables).toMatchObject([{ updated: 2 }, { deleted: 1 }])
    await expectUnchanged()

    await world.inSource(`update shy_ones set v = 'i', y = 'j'; insert into shy_bag values ('k')`)
    const held = await world.attempt({ dataset, preview: true })
    expect(held.state).toBe('held')
    await world.approve(held.runId)
    await world.attempt({ dataset, runId: held.runId })
    const texts = (schema: string) =>
      `select id, v::text, w::text, x::text, y::text, z::text from ${schema}.shy_ones order by id`
    expect(await world.inTarget(texts('datos'))).toEqual(await world.inSource(texts('public')))
    await expectUnchanged()
  })

  it('carries them as text where the target has no such types', async () => {
    const table = aTable(
      'as_text',
      ['id integer', ...columns.map((_type, place) => `v${place} text`)],
      {
        key: ['id'],
      },
    )
    const dataset = aDataset('as-text', [table])
    await create('as_text')
    await world.migrate(dataset)
    await world.run({ dataset })
    await expectSameTexts('as_text')
    expect((await world.run({ dataset })).tables).toMatchObject([{ unchanged: 3 }])
  })
})
