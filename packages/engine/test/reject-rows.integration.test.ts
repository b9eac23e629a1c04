import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Column, Dataset, Table } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

/** A table some of whose columns say more of themselves. */
function withColumns(
  table: Table,
  columns: Readonly<Record<string, Partial<Column>>>,
  maxRejects = 0,
): Table {
  return {
    ...table,
    maxRejects,
    columns: table.columns.map((column) => ({ ...column, ...columns[column.name] })),
  }
}

describe('runSync with rows that break rules', () => {
  let world: SyncWorld
  let counter = 0
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  const failureOf = async (dataset: Dataset): Promise<SyncError> => {
    const error = await world.run({ dataset }).then(
      () => 'the run succeeded',
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(SyncError)
    return error as SyncError
  }
  /** The rejects of the newest run that has any, as lines. */
  const rejectsOf = async (dataset: string) => {
    const rows = await world.inTarget(
      `select r.table_name, r.column_name, r.rule, r.action, r.key, r.place, r.value
       from sync.rejects as r join sync.runs as u on u.id = r.run_id
       where r.dataset = '${dataset}' and u.requested_at = (
         select max(requested_at) from sync.runs where id in (select run_id from sync.rejects))
       order by r.table_name, r.rule, r.column_name, r.key::text, r.place::text`,
    )
    return rows.map((row) =>
      Object.values(row)
        .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
        .join(' '),
    )
  }
  const idsOf = async (table: string) =>
    (await world.inTarget(`select id from datos.${table} order by id`)).map(({ id }) => id)

  const prepare = async (rows: string, tables: (name: string) => readonly Table[]) => {
    const name = `ruled_${counter++}`
    const dataset = aDataset(name, tables(name))
    await world.inSource(rows.replaceAll('ruled', name))
    await world.migrate(dataset)
    return { name, dataset }
  }
  const one =
    (column: Partial<Column>, type = 'text', maxRejects = 0) =>
    (name: string) => [
      withColumns(
        aTable(name, ['id integer', `v ${type}`], { key: ['id'] }),
        { v: column },
        maxRejects,
      ),
    ]
  const fill = (values: string, type = 'text') =>
    `create table ruled (id integer, v ${type}); insert into ruled values ${values}`

  it('does not take a key that would be rounded for the one it would become', async () => {
    const { name, dataset } = await prepare(
      'create table ruled (id numeric, v text); insert into ruled values (5.5, $$a$$), (6, $$b$$)',
      (table) => [withColumns(aTable(table, ['id integer', 'v text'], { key: ['id'] }), {}, 2)],
    )

    await world.run({ dataset })

    expect(await rejectsOf(name)).toEqual([`${name} id type reject {"id":"5.5"} null 5.5`])
    expect(await idsOf(name)).toEqual([6])
  })

  it.each<readonly [string, Column['rules'] & object, string, string, readonly string[]]>([
    ['required', [{ kind: 'required', then: 'reject' }], 'text', `(1, 'a'), (2, null)`, ['2']],
    [
      'length',
      [{ kind: 'length', min: 2, max: 3, then: 'reject' }],
      'text',
      `(1, 'añb'), (2, 'a'), (3, 'abcd'), (4, null)`,
      ['2', '3'],
    ],
    [
      'range',
      [{ kind: 'range', min: 0.5, max: 9, then: 'reject' }],
      'integer',
      `(1, 1), (2, 0), (3, 10), (4, 9)`,
      ['2', '3'],
    ],
    [
      'range',
      [{ kind: 'range', min: '2000-01-01', then: 'reject' }],
      'date',
      `(1, '2000-01-01'), (2, '1999-12-31'), (3, 'infinity')`,
      ['2'],
    ],
    [
      'oneOf',
      [{ kind: 'oneOf', values: ['A', "it's"], then: 'reject' }],
      'text',
      `(1, 'A'), (2, 'a'), (3, 'it''s'), (4, '')`,
      ['2', '4'],
    ],
    [
      'pattern',
      [{ kind: 'pattern', matches: String.raw`^\d+$`, then: 'reject' }],
      'text',
      `(1, '12'), (2, '1x'), (3, '')`,
      ['2', '3'],
    ],
    [
      'unique',
      [{ kind: 'unique', then: 'reject' }],
      'text',
      `(1, 'a'), (2, 'b'), (3, 'a'), (4, null), (5, null)`,
      ['1', '3'],
    ],
  ])(
    'rejects by %s exactly the rows that break it (%#)',
    async (rule, rules, type, values, ids) => {
      const { name, dataset } = await prepare(fill(values, type), one({ rules }, type))
      expect(await failureOf(dataset)).toMatchObject({
        code: 'ROWS_REJECTED',
        details: {
          phase: 'check',
          written: 'nothing',
          table: name,
          column: 'v',
          rule,
          rows: ids.length,
        },
      })
      const rejects = await rejectsOf(name)
      expect(rejects.map((line) => line.replace(/ null .*$/, ''))).toEqual(
        ids.map((id) => `${name} v ${rule} reject {"id":"${id}"}`),
      )
      expect(await idsOf(name)).toEqual([])

      const lenient = { ...dataset, tables: one({ rules }, type, ids.length)(name) }
      const { tables } = await world.run({ dataset: lenient })
      const all = values.match(/\((\d)/g)?.map((id) => Number(id.slice(1))) ?? []
      const kept = all.filter((id) => !ids.includes(String(id)))
      expect(tables).toMatchObject([
        { rejected: ids.length, staged: kept.length, inserted: kept.length },
      ])
      expect(await idsOf(name)).toEqual(kept)
    },
  )

  it('tolerates as many rejected rows as are declared and not one more', async () => {
    const rules = [{ kind: 'required', then: 'reject' }] as const
    const { name, dataset } = await prepare(
      fill(`(1, 'a'), (2, null), (3, null)`),
      one({ rules }, 'text', 1),
    )
    expect(await failureOf(dataset)).toMatchObject({
      code: 'ROWS_REJECTED',
      details: { rule: 'required', rows: 2, maxRejects: 1 },
    })
    expect(await idsOf(name)).toEqual([])
    await world.inSource(`update ${name} set v = 'c' where id = 3`)
    expect((await world.run({ dataset })).tables).toMatchObject([{ rejected: 1, inserted: 2 }])
  })

  it('takes out of the target what is rejected now and was not before', async () => {
    const rules = [{ kind: 'required', then: 'reject' }] as const
    const { name, dataset } = await prepare(fill(`(1, 'a'), (2, 'b')`), one({ rules }, 'text', 1))
    await world.run({ dataset })
    await world.inSource(`update ${name} set v = null where id = 2`)
    expect((await world.run({ dataset })).tables).toMatchObject([
      { rejected: 1, deleted: 1, unchanged: 1 },
    ])
    expect(await idsOf(name)).toEqual([1])
  })

  it('lets in what it only warns of, and fails at what may never be, whatever is tolerated', async () => {
    const { name, dataset } = await prepare(
      fill(`(1, 'a'), (2, null)`),
      one({ rules: [{ kind: 'required', then: 'warn' }] }),
    )
    expect((await world.run({ dataset })).tables).toMatchObject([{ rejected: 0, inserted: 2 }])
    expect(await rejectsOf(name)).toEqual([`${name} v required warn {"id":"2"} null null`])
    const strict = one({ rules: [{ kind: 'required', then: 'fail' }] }, 'text', 100)(name)
    expect(await failureOf({ ...dataset, tables: strict })).toMatchObject({
      code: 'ROWS_REJECTED',
      details: { rule: 'required', action: 'fail', rows: 1, maxRejects: 100 },
    })
  })

  it('picks no winner among rows of one key, also when one of them breaks another rule', async () => {
    const rules = [{ kind: 'required', then: 'reject' }] as const
    const { name, dataset } = await prepare(
      fill(`(1, 'a'), (7, 'x'), (7, 'x'), (8, null), (8, 'y'), (null, 'z')`),
      one({ rules }, 'text', 5),
    )
    expect((await world.run({ dataset })).tables).toMatchObject([{ rejected: 5, inserted: 1 }])
    expect(await idsOf(name)).toEqual([1])
    expect(await rejectsOf(name)).toEqual([
      `${name} id key reject {"id":null} {"row":6} null`,
      `${name} v required reject {"id":"8"} null null`,
      `${name} id unique reject {"id":"7"} {"row":2} 7`,
      `${name} id unique reject {"id":"7"} {"row":3} 7`,
      `${name} id unique reject {"id":"8"} {"row":4} 8`,
      `${name} id unique reject {"id":"8"} {"row":5} 8`,
    ])
  })

  it('finds every fault of a row whose other values cannot be cast', async () => {
    const table = (name: string) =>
      withColumns(
        aTable(name, ['id integer', 'n integer', 'v text'], { key: ['id'] }),
        { v: { rules: [{ kind: 'length', max: 1, then: 'reject' }] } },
        3,
      )
    const { name, dataset } = await prepare(
      `create table ruled (id text, n text, v text);
       insert into ruled values ('1', '1', 'a'), ('2', 'two', 'bb'), ('x', '3', 'c'), ('4', '4', 'dd')`,
      (given) => [table(given)],
    )
    expect((await world.run({ dataset })).tables).toMatchObject([{ rejected: 3, inserted: 1 }])
    expect(await rejectsOf(name)).toEqual([
      `${name} v length reject {"id":"2"} null bb`,
      `${name} v length reject {"id":"4"} null dd`,
      `${name} id type reject {"id":"x"} null x`,
      `${name} n type reject {"id":"2"} null two`,
    ])
  })

  it('says which rows hold a value that ends their COPY, and carries the others', async () => {
    const { name, dataset } = await prepare(
      `create type ruled_mood as enum ('calm', 'glad');
       create table ruled (id integer, mood ruled_mood, body json, n numeric);
       insert into ruled values (1, 'calm', '{"a": 1}', 1.50), (2, 'glad', '{}', 2), (3, 'calm', '[ ]', 3);
       insert into ruled select id, 'calm', '{}', id from generate_series(4, 20000) as id`,
      () => [],
    )
    const columns = ['id integer', `mood public.${name}_mood`, 'body jsonb', 'n numeric(8,2)']
    const ruled = {
      ...dataset,
      tables: [withColumns(aTable(name, columns, { key: ['id'] }), {}, 1)],
    }
    await world.inTarget(`create type public.${name}_mood as enum ('calm')`)
    await world.migrate(ruled)
    const strict = { ...ruled, tables: ruled.tables.map((table) => ({ ...table, maxRejects: 0 })) }
    expect(await failureOf(strict)).toMatchObject({
      code: 'VALUE_NOT_CARRIED',
      details: { column: 'mood', rows: 1, examples: [{ key: { id: '2' }, value: 'glad' }] },
    })
    expect((await world.run({ dataset: ruled })).tables).toMatchObject([
      { rejected: 1, inserted: 19_999 },
    ])
    await world.inSource(`update ${name} set mood = 'calm' where id = 2`)
    expect((await world.run({ dataset: ruled })).tables).toMatchObject([
      { rejected: 0, inserted: 1, unchanged: 19_999 },
    ])
  })

  it('tells no value of a masked column, and the place instead of a masked key', async () => {
    const masked: Partial<Column> = {
      masked: true,
      rules: [{ kind: 'length', max: 3, then: 'warn' }],
    }
    const { name, dataset } = await prepare(
      `create table ruled (id text, v text); insert into ruled values ('secret-key', 'secret-value')`,
      (given) => [
        withColumns(aTable(given, ['id text', 'v text'], { key: ['id'] }), {
          id: masked,
          v: masked,
        }),
      ],
    )
    await world.run({ dataset })
    expect(await rejectsOf(name)).toEqual([
      `${name} id length warn {"id":"•••"} {"row":1} null`,
      `${name} v length warn {"id":"•••"} {"row":1} null`,
    ])
    const strict = { ...masked, rules: [{ kind: 'length', max: 3, then: 'reject' }] } as const
    const [table] = dataset.tables
    if (table === undefined) throw new Error('There is one')
    const failure = await failureOf({
      ...dataset,
      tables: [withColumns(table, { id: strict, v: strict })],
    })
    expect(JSON.stringify(failure.details)).not.toContain('secret')
  })

  it('cleans texts before it checks, compares and writes them', async () => {
    const { name, dataset } = await prepare(
      fill(`(1, ' a '), (2, 'S/D'), (3, E' \\t\\n'), (4, ' S/D ')`),
      one({
        cleaning: { trim: true, blankAsNull: true, nullTexts: ['S/D'] },
        rules: [{ kind: 'length', max: 1, then: 'reject' }],
      }),
    )
    await world.run({ dataset })
    expect(await world.inTarget(`select v from datos.${name} order by id`)).toEqual([
      { v: 'a' },
      { v: null },
      { v: null },
      { v: null },
    ])
    expect((await world.run({ dataset })).tables).toMatchObject([{ updated: 0, unchanged: 4 }])
  })

  it('rejects with a row those that refer to it, through tables and circles', async () => {
    const ruled: Partial<Column> = { rules: [{ kind: 'required', then: 'reject' }] }
    const tables = (name: string, maxRejects: number) => [
      withColumns(
        aTable(`${name}_child`, ['id integer', 'parent integer'], {
          key: ['id'],
          references: [`parent -> ${name}_parent.id`],
        }),
        {},
        maxRejects,
      ),
      withColumns(
        aTable(`${name}_parent`, ['id integer', 'above integer', 'v text'], {
          key: ['id'],
          references: [`above -> ${name}_parent.id`],
        }),
        { v: ruled },
        maxRejects,
      ),
    ]
    const { name, dataset } = await prepare(
      `create table ruled_parent (id integer, above integer, v text);
       create table ruled_child (id integer, parent integer);
       insert into ruled_parent values (1, 1, 'a'), (2, 3, null), (3, 2, 'c'), (4, 3, 'd'), (5, 1, 'e');
       insert into ruled_child values (10, 1), (11, 4), (12, null), (13, 2)`,
      (given) => tables(given, 3),
    )
    await expect(world.run({ dataset })).resolves.toMatchObject({ mode: 'full' })
    expect(await idsOf(`${name}_parent`)).toEqual([1, 5])
    expect(await idsOf(`${name}_child`)).toEqual([10, 12])
    expect(await rejectsOf(name)).toEqual([
      `${name}_child parent reference reject {"id":"11"} null 4`,
      `${name}_child parent reference reject {"id":"13"} null 2`,
      `${name}_parent above reference reject {"id":"3"} null 2`,
      `${name}_parent above reference reject {"id":"4"} null 3`,
      `${name}_parent v required reject {"id":"2"} null null`,
    ])
    expect(await failureOf({ ...dataset, tables: tables(name, 2) })).toMatchObject({
      code: 'ROWS_REJECTED',
      details: { rejected: [{ rows: 2 }, { rows: 3, maxRejects: 2 }] },
    })
  })

  it('rejects by reference what no row of another table has', async () => {
    const rule = (name: string, then: 'reject' | 'warn') =>
      ({ rules: [{ kind: 'reference', table: `${name}_list`, column: 'code', then }] }) as const
    const { name, dataset } = await prepare(
      `create table ruled_list (id integer, code text); create table ruled_main (id integer, v text);
       insert into ruled_list values (1, 'A'), (null, 'B'); insert into ruled_main values (1, 'A'), (2, 'B'), (3, 'C'), (4, null)`,
      (given) => [
        withColumns(aTable(`${given}_list`, ['id integer', 'code text'], { key: ['id'] }), {}, 1),
        withColumns(
          aTable(`${given}_main`, ['id integer', 'v text'], { key: ['id'] }),
          { v: rule(given, 'reject') },
          2,
        ),
      ],
    )
    await world.run({ dataset })
    expect(await idsOf(`${name}_main`)).toEqual([1, 4])
    const [list, main] = dataset.tables
    if (list === undefined || main === undefined) throw new Error('There are two')
    const warning = { ...dataset, tables: [list, withColumns(main, { v: rule(name, 'warn') })] }
    await world.run({ dataset: warning })
    expect(await idsOf(`${name}_main`)).toEqual([1, 2, 3, 4])
    expect((await rejectsOf(name)).filter((line) => line.includes('warn'))).toHaveLength(2)
  })

  it('keeps the list of a run that fails, and marks solved what a later one has no more', async () => {
    const rules = [{ kind: 'required', then: 'reject' }] as const
    const { name, dataset } = await prepare(fill(`(1, null), (2, null)`), one({ rules }))
    const watched = { ...dataset, fingerprint: true }
    await failureOf(watched)
    await world.inSource(`update ${name} set v = 'a' where id = 1`)
    await failureOf(watched)
    const open = () =>
      world.inTarget(`select key ->> 'id' as id, count(*)::integer as rejects from sync.rejects
        where dataset = '${name}' and solved_at is null group by 1`)
    expect(await open()).toEqual([{ id: '2', rejects: 2 }])
    await world.inSource(`update ${name} set v = 'b' where id = 2`)
    await world.run({ dataset: watched })
    expect(await open()).toEqual([])
  })

  it('tells a thousand rows of a rule one by one, and the exact number', async () => {
    const rules = [{ kind: 'required', then: 'reject' }] as const
    const { name, dataset } = await prepare(
      `create table ruled as select id, null::text as v from generate_series(1, 1500) as id`,
      one({ rules }),
    )
    expect(await failureOf(dataset)).toMatchObject({ details: { rows: 1500 } })
    expect(await rejectsOf(name)).toHaveLength(1000)
    expect(
      await world.inTarget(`select rows from sync.reject_counts where table_name = '${name}'`),
    ).toEqual([{ rows: '1500' }])
  })

  it('stages derived tables without the rejected rows, and checks them as well', async () => {
    const rules = [{ kind: 'required', then: 'reject' }] as const
    const derived = (name: string): Table => ({
      ...withColumns(aTable(`${name}_sum`, ['id integer', 'v text'], { key: ['id'] }), {
        v: { rules: [{ kind: 'length', max: 1, then: 'warn' }] },
      }),
      kind: 'derived',
      query: `select id, v || v from ${name}`,
    })
    const { name, dataset } = await prepare(fill(`(1, 'a'), (2, null)`), (given) => [
      ...one({ rules }, 'text', 1)(given),
      derived(given),
    ])
    await world.run({ dataset })
    expect(await world.inTarget(`select * from datos.${name}_sum`)).toEqual([{ id: 1, v: 'aa' }])
    expect(await rejectsOf(name)).toEqual([
      `${name} v required reject {"id":"2"} null null`,
      `${name}_sum v length warn {"id":"1"} null aa`,
    ])
  })

  it('writes no reject once its lease was taken over', async () => {
    const rules = [{ kind: 'required', then: 'reject' }] as const
    const { name, dataset } = await prepare(fill(`(1, null)`), one({ rules }))
    const ledger = (
      same: Parameters<NonNullable<Parameters<SyncWorld['run']>[0]['ledger']>>[0],
    ) => ({
      ...same,
      recordRejects: async (...given: Parameters<typeof same.recordRejects>) => {
        await world.inTarget(`update sync.datasets set fence = fence + 1 where name = '${name}'`)
        await same.recordRejects(...given)
      },
    })
    await expect(world.run({ dataset, ledger })).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect(await rejectsOf(name)).toEqual([])
  })
})
