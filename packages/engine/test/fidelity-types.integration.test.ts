import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectCarried } from './fidelity-checks.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

/**
 * A type with its hard values. `from` becomes `to` afterwards: two values which, where there are
 * such, the type's own equality takes for one.
 */
interface TypeCase {
  readonly type: string
  readonly values: readonly string[]
  readonly from: string
  readonly to: string
}

const of = (type: string, from: string, to: string, ...values: string[]): TypeCase => ({
  type,
  values,
  from,
  to,
})

const digits = (count: number) => '1234567890'.repeat(count / 10)

const numbers = [
  of('smallint', '1', '-1', '-32768', '32767'),
  of('integer', '1', '-1', '-2147483648', '2147483647'),
  of('bigint', '1', '9007199254740993', '-9223372036854775808', '9223372036854775807'),
  of('numeric', '1.0', '1.00', 'NaN', 'Infinity', '-Infinity', '1e-1000', '1e1000', digits(1000)),
  of('numeric(8,2)', '1.00', '1.01', '-999999.99', 'NaN', '0.00'),
  of('numeric(3,-2)', '100', '200', '99900'),
  of('real', '0', '-0', 'NaN', 'Infinity', '-Infinity', '3.4028235e38', '1e-45', '0.1', '16777217'),
  of('double precision', '0', '-0', 'NaN', 'Infinity', '-Infinity', '1.7976931348623157e308'),
  of('double precision', '0.1', '0.10000000000000002', '5e-324', '2.2250738585072014e-308'),
  of('money', '0', '0.01', '-92233720368547758.08', '92233720368547758.07'),
  of('oid', '0', '1', '4294967295'),
  of('boolean', 'true', 'false'),
  of('pg_lsn', '0/0', '0/1', 'FFFFFFFF/FFFFFFFF'),
]

const times = [
  of('date', '2024-02-29', '2024-03-01', '4713-01-01 BC', '5874897-12-31', '-infinity', 'infinity'),
  of(
    'timestamp',
    '0001-12-31 23:59:59.999999 BC',
    '0001-01-01',
    '4713-01-01 BC',
    '294276-12-31 23:59:59.999999',
  ),
  of('timestamptz', '1883-01-01 00:00-04:32:36', '1883-01-01 00:00-04:32', 'infinity', '-infinity'),
  of(
    'timestamptz(0)',
    '2024-01-01 00:00:00Z',
    '2024-01-01 00:00:01Z',
    '4713-01-01 BC',
    '294276-12-31 23:59:59Z',
  ),
  of('time', '24:00', '00:00', '23:59:59.999999'),
  of('timetz', '24:00-15:59:59', '00:00+15:59:59', '12:00-04'),
  of('interval', '1 mon', '30 days', '1 day', '24:00', '1 year 2 mons -3 days +04:05:06.789012'),
  of('interval', '-1 mon +1 day -00:00:00.000001', '0', '178000000 years', '-2147483648 days'),
  of('interval day to minute', '1 day 02:03', '26:03'),
]

const texts = [
  of('text', 'a', 'A', '', ' ', 'null'),
  of('varchar(5)', 'ab', 'ab ', 'ñandú', ''),
  of('char(5)', 'ab', 'abc', ''),
  of('"char"', 'a', 'b', ''),
  of('name', 'a', 'b', 'x'.repeat(63)),
  of('bytea', '\\x00', '\\x0000', '\\x', '\\x0a0d095c2e5c4e', `\\x${hexBytes()}`),
  of('uuid', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
  of(
    'json',
    '{"b":1,"a":2}',
    '{"b":1, "a":2}',
    '{"a":1,"a":2}',
    ' [1.0, 1.00, 1e2]\n\t',
    '"\\u0000"',
  ),
  of(
    'jsonb',
    '{"n":1.0}',
    '{"n":1.00}',
    '{"b":1,"a":[null,true,{}]}',
    '"\\ud83d\\ude00 \\t"',
    'null',
  ),
  of('jsonpath', '$."a"[*] ? (@ > 1)', '$."a"[*] ? (@ >= 1)'),
  of('xml', '<a/>', '<a></a>', '<a b="1">\n &lt; ñ<!-- c --></a>', 'content only'),
  of('tsvector', "'a':1A 'b':2", "'a':1 'b':2", "'it''s':3C,4B", ''),
  of('tsquery', "'a' & !'b'", "'a' <-> 'b'", "'a':*AB | 'c\\\\d'", ''),
  of('bit(5)', '00000', '00001', '11111'),
  of('varbit', '0', '00', '', '101010101010101010101'),
]

const networks = [
  of('inet', '10.0.0.1/32', '10.0.0.1/8', '::1', 'fe80::1/64', '0.0.0.0/0'),
  of('cidr', '10.0.0.0/8', '10.0.0.0/9', '::/0'),
  of('macaddr', '08:00:2b:01:02:03', '08:00:2b:01:02:04'),
  of('macaddr8', '08:00:2b:01:02:03:04:05', '08:00:2b:01:02:03:04:06'),
]

const shapes = [
  of('point', '(0,0)', '(0,-0)', '(NaN,Infinity)', '(1e308,-5e-324)'),
  of('line', '{1,2,3}', '{2,4,6}'),
  of('lseg', '[(0,0),(1,1)]', '[(1,1),(0,0)]'),
  of('box', '(1,1),(0,0)', '(1,1),(0,-0)'),
  of('path', '[(0,0),(1,1)]', '((0,0),(1,1))'),
  of('polygon', '((0,0),(1,1),(2,0))', '((1,1),(2,0),(0,0))'),
  of('circle', '<(0,0),1>', '<(0,-0),1>', '<(1,2),Infinity>'),
]

const collections = [
  of(
    'integer[]',
    '{1}',
    '[0:0]={1}',
    '{}',
    '{NULL}',
    '{{1,NULL},{3,4}}',
    '[-1:0][2:3]={{1,2},{3,4}}',
  ),
  of('text[]', '{a}', '{A}', '{NULL,"NULL",""," ","a,b","{","\\"","\\\\","\n\t"}'),
  of('numeric(8,2)[]', '{1.0}', '{1.01}', '{NaN}'),
  of('double precision[]', '{0}', '{-0}', '{NaN,Infinity}'),
  of('json[]', '{"{\\"a\\":1}"}', '{"{\\"a\\": 1}"}'),
  of('bytea[]', '{"\\\\x00"}', '{"\\\\x01"}'),
  of('box[]', '{(1,1),(0,0)}', '{(1,1),(0,0);(2,2),(1,1)}'),
  of('int4range', '[1,2)', '[1,3)', 'empty', '(,)', '[,5)'),
  of('numrange', '[1.0,2)', '[1.00,2)', '[1,2]', '(1,2]', '[NaN,]'),
  of('daterange', '[2024-01-01,infinity)', '[2024-01-01,)', '[-infinity,infinity]'),
  of('tstzrange', '["2024-01-01 00:00Z",)', '("2024-01-01 00:00Z",)', 'empty'),
  of('nummultirange', '{[1.0,2)}', '{[1.00,2)}', '{}', '{[1,2],(3,4)}'),
  of('datemultirange', '{[2024-01-01,2024-01-02)}', '{[2024-01-01,2024-01-03)}'),
]

const systems = [
  of('xid', '0', '1', '4294967295'),
  of('xid8', '0', '18446744073709551615'),
  of('cid', '0', '1'),
  of('tid', '(0,0)', '(0,1)', '(4294967295,65535)'),
  of('int2vector', '1 2', '1 3'),
  of('oidvector', '1 2', '1 3'),
  of('pg_snapshot', '10:20:10,14', '10:20:10,15'),
  of('refcursor', 'a', 'b'),
]

describe('runSync, type by type', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  it.each(Object.entries({ numbers, times, texts, networks, shapes, collections, systems }))(
    'carries %s exactly, and each change of a value as one update',
    async (kind, cases) => {
      const columns = ['id integer', ...cases.map(({ type }, place) => `v${place} ${type}`)]
      const dataset = aDataset(kind, [aTable(kind, columns, { key: ['id'] })])
      await world.inSource(`create table ${kind} (${columns.join(', ')})`)
      const longest = Math.max(...cases.map(({ values }) => values.length))
      // A row for each change to come, the hard values, and a row of nulls.
      const ofColumn = ({ from, values }: TypeCase) => [
        ...cases.map(() => from),
        ...values,
        ...Array.from({ length: longest + 1 - values.length }, () => null),
      ]
      await world.source.pool.query(
        `insert into ${kind} select place, ${cases.map(({ type }, place) => `v${place}::${type}`).join(', ')}
         from unnest(${cases.map((_case, place) => `$${place + 1}::text[]`).join(', ')})
           with ordinality as u (${cases.map((_case, place) => `v${place}`).join(', ')}, place)`,
        cases.map(ofColumn),
      )
      await world.migrate(dataset)
      await expectCarried(world, dataset, { [kind]: { inserted: cases.length + longest + 1 } })

      for (const [place, { to }] of cases.entries()) {
        await world.source.pool.query(`update ${kind} set v${place} = $1 where id = $2`, [
          to,
          place + 1,
        ])
      }
      await expectCarried(world, dataset, { [kind]: { updated: cases.length } })
    },
  )

  it('carries an infinite interval from servers that have it', async () => {
    const [server] = await world.inSource(
      `select current_setting('server_version_num')::integer as version`,
    )
    if (Number(server?.['version']) < 170_000) return
    const dataset = aDataset('endless', [
      aTable('endless', ['id integer', 'v interval'], { key: ['id'] }),
    ])
    await world.inSource(`create table endless (id integer primary key, v interval);
      insert into endless values (1, 'infinity'), (2, '-infinity')`)
    await world.migrate(dataset)
    await expectCarried(world, dataset, { endless: { inserted: 2 } })
    await world.inSource(`update endless set v = '-infinity' where id = 1`)
    await expectCarried(world, dataset, { endless: { updated: 1 } })
  })

  it('compares rows without a key, and without an equality of their types, as a multiset', async () => {
    const dataset = aDataset('bag', [aTable('bag', ['j json', 'x xml', 'p point', 'n numeric'])])
    await world.inSource(`create table bag (j json, x xml, p point, n numeric);
      insert into bag values ('{"a":1}', '<a/>', '(0,0)', 1.0), ('{"a":1}', '<a/>', '(0,0)', 1.0),
        ('{"a": 1}', '<a/>', '(0,0)', 1.0), (null, null, null, null), (null, null, null, null)`)
    await world.migrate(dataset)
    await expectCarried(world, dataset, { bag: { inserted: 5 } })
    await world.inSource(`update bag set p = '(0,-0)' where ctid = '(0,1)'`)
    await expectCarried(world, dataset, { bag: { inserted: 1, deleted: 1 } })
  })

  it.each(['json', 'xml', 'point'])('takes no %s for a key', async (type) => {
    const dataset = aDataset(`key-${type}`, [aTable(`key_${type}`, [`v ${type}`], { key: ['v'] })])
    await expect(world.migrate(dataset)).rejects.toMatchObject({
      code: 'TARGET_FAILED',
      details: { sqlState: '42704' },
    })
  })
})

function hexBytes(): string {
  return Array.from({ length: 256 }, (_byte, value) => value.toString(16).padStart(2, '0')).join('')
}
