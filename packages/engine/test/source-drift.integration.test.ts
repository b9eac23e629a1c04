import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset, DriftPolicy, SourceTable } from '@aaps-data/catalog'
import type { SyncError } from '@aaps-data/contracts'
import { verifyDataset } from '../src/index.ts'
import { createPostgresSource } from '@aaps-data/sources'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('a source whose columns drift from the definition', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  const columns = ['id integer', 'amount numeric(8,2)', 'note text']

  /** A table `id, amount, note` with three rows, which a run has brought into the target. */
  const carried = async (
    name: string,
    drift: DriftPolicy,
    table: Partial<SourceTable> = {},
  ): Promise<Dataset> => {
    const mapped = { ...aTable(name, columns, { key: ['id'] }), ...table } as SourceTable
    const dataset = { ...aDataset(name, [mapped]), drift }
    await world.inSource(`create table ${name} (id integer primary key, amount numeric(8,2), note text);
      insert into ${name} select i, i, 'n' || i from generate_series(1, 3) as i`)
    await world.migrate(dataset)
    const receipt = await world.run({ dataset })
    expect(receipt.notices).toEqual([])
    return dataset
  }
  const failureOf = async (dataset: Dataset): Promise<SyncError> => {
    const failure: unknown = await world.run({ dataset }).catch((error: unknown) => error)
    return failure as SyncError
  }
  const typesOf = (table: string) =>
    world.inTarget(`select attname as name, format_type(atttypid, atttypmod) as type
      from pg_attribute where attrelid = 'datos.${table}'::regclass and attnum > 0 order by attnum`)
  const rowsOf = (table: string) => world.inTarget(`select * from datos.${table} order by id`)

  describe('under the policy fail', () => {
    it('tells of everything at once and writes nothing', async () => {
      const name = 'fails'
      const dataset = await carried(name, 'fail')
      const before = await rowsOf(name)
      await world.inSource(`alter table fails rename note to remark;
        alter table fails alter amount type numeric(10,2); create type mood as enum ('sad');
        alter table fails add "Estado Nuevo" mood; update fails set amount = 9`)
      expect(await failureOf(dataset)).toMatchObject({
        code: 'SOURCE_COLUMN_MISSING',
        details: {
          phase: 'snapshot',
          written: 'nothing',
          relation: name,
          column: 'note',
          drifts: [
            {
              table: name,
              drift: 'wider',
              column: 'amount',
              expectedType: 'numeric(8,2)',
              sourceType: 'numeric(10,2)',
              write: [
                'amount: numeric(10,2)',
                'amount: { type: numeric(8,2), sourceType: numeric(10,2) }',
              ],
            },
            { table: name, drift: 'missing', column: 'note' },
            {
              drift: 'new',
              column: 'remark',
              sourceType: 'text',
              write: ['remark: text', 'unmapped: [remark, "Estado Nuevo"]'],
            },
            {
              column: 'Estado Nuevo',
              sourceType: 'public.mood',
              write: [expect.anything(), 'unmapped: [remark, "Estado Nuevo"]'],
            },
          ],
        },
      })
      expect(await rowsOf(name)).toEqual(before)
    })

    it('names a new column although the mapped ones are what they were', async () => {
      const dataset = { ...(await carried('grown', 'fail')), fingerprint: true }
      await world.run({ dataset })
      expect(await world.run({ dataset })).toMatchObject({ mode: 'fingerprint' })
      await world.inSource('alter table grown add extra integer')
      expect(await failureOf(dataset)).toMatchObject({
        code: 'SOURCE_COLUMN_NEW',
        details: { table: 'grown', column: 'extra' },
      })
    })

    it.each([
      ['narrower', 'numeric(6,2)'],
      ['wider', 'numeric'],
      ['other', 'double precision'],
    ])('names a type that is %s', async (relation, type) => {
      const dataset = await carried(`typed_${relation}`, 'fail')
      await world.inSource(`alter table typed_${relation} alter amount type ${type}`)
      expect(await failureOf(dataset)).toMatchObject({
        code: 'SOURCE_COLUMN_TYPE',
        details: { drifts: [{ column: 'amount', drift: relation, sourceType: type }] },
      })
    })

    it('runs when the definition says so of the columns that differ', async () => {
      const table = aTable('declared', columns, { key: ['id'] }) as SourceTable
      const declared = {
        ...table,
        unmapped: ['extra'],
        columns: table.columns.map((column) =>
          column.name === 'amount' ? { ...column, sourceType: 'numeric(6,2)' } : column,
        ),
      }
      const dataset = { ...aDataset('declared', [declared]), drift: 'fail' } as const
      await world.inSource(`create table declared
        (id integer, amount numeric(6,2), note varchar(9), extra text)`)
      await world.migrate(dataset)
      expect((await world.run({ dataset })).notices).toEqual([])
      await world.inSource('alter table declared alter note type varchar(20)')
      expect((await world.run({ dataset })).notices).toEqual([])
      await world.inSource('alter table declared alter amount type numeric(8,2)')
      expect(await failureOf(dataset)).toMatchObject({ code: 'SOURCE_COLUMN_TYPE' })
    })
  })

  it.each(['fail', 'add', 'ignore'] as const)(
    'takes no times without a zone for instants, also under the policy %s',
    async (drift) => {
      const name = `zoned_${drift}`
      const dataset = await carried(name, drift)
      const [table] = dataset.tables
      await world.inSource(`alter table ${name} add noted timestamp default '2026-01-31 10:00'`)
      const declared = { type: 'timestamp with time zone', sourceType: 'timestamp' }
      const noted = { name: 'noted', source: 'noted', nullable: true, ...declared }
      const zoned = {
        ...dataset,
        tables: [{ ...table, columns: [...(table?.columns ?? []), noted] }],
      } as Dataset
      await world.inTarget(`alter table datos.${name} add noted timestamptz`)
      expect(await failureOf(zoned)).toMatchObject({
        code: 'SOURCE_COLUMN_TYPE',
        details: {
          drifts: [
            {
              column: 'noted',
              expectedType: 'timestamp with time zone',
              sourceType: 'timestamp without time zone',
              reason: 'the zone is not known',
              write: ['noted: timestamp without time zone'],
            },
          ],
        },
      })
      expect(await rowsOf(name)).toMatchObject([{ noted: null }, { noted: null }, { noted: null }])
    },
  )

  describe('under the policy ignore', () => {
    it('leaves the values of a missing column as they are, and rows that are added without', async () => {
      const dataset = await carried('loses', 'ignore')
      await world.inSource(`alter table loses drop note; insert into loses values (4, 4);
        update loses set amount = 9 where id = 1; delete from loses where id = 2`)
      const receipt = await world.run({ dataset })
      expect(receipt).toMatchObject({
        tables: [{ inserted: 1, updated: 1, deleted: 1, unchanged: 1 }],
        notices: [{ code: 'COLUMN_MISSING', table: 'loses', details: { column: 'note' } }],
      })
      expect(await rowsOf('loses')).toEqual([
        { id: 1, amount: '9.00', note: 'n1' },
        { id: 3, amount: '3.00', note: 'n3' },
        { id: 4, amount: '4.00', note: null },
      ])
      expect((await world.run({ dataset })).tables).toMatchObject([{ unchanged: 3 }])
      expect(await verified(dataset)).toMatchObject([{ isEqual: true }])
    })

    it.each([
      ['its key', 'key', { key: ['id', 'note'] }],
      ['a column that is not null', 'not null', { columns: notNull('note') }],
    ] as const)('fails without %s', async (_what, reason, table) => {
      const name = `needs_${reason.replace(' ', '_')}`
      const dataset = await carried(name, 'ignore', table)
      await world.inSource(`alter table ${name} drop note`)
      expect(await failureOf(dataset)).toMatchObject({
        code: 'SOURCE_COLUMN_MISSING',
        details: { drifts: [{ column: 'note', reason }] },
      })
    })

    it('copies what fits of another type, tells of it and of new columns', async () => {
      const dataset = await carried('tolerant', 'ignore')
      await world.inSource(`alter table tolerant alter amount type numeric(12,4);
        alter table tolerant add extra text; update tolerant set amount = 7.25 where id = 1`)
      expect(await world.run({ dataset })).toMatchObject({
        tables: [{ updated: 1 }],
        notices: [
          { code: 'COLUMN_TYPE', details: { column: 'amount', change: 'wider' } },
          { code: 'COLUMN_NEW', details: { column: 'extra', sourceType: 'text' } },
        ],
      })
      await world.inSource('update tolerant set amount = 7.2555 where id = 2')
      expect(await failureOf(dataset)).toMatchObject({
        code: 'VALUE_NOT_CARRIED',
        details: { column: 'amount' },
      })
    })
  })

  describe('under the policy add', () => {
    it('adds a new column to the target and carries it from then on', async () => {
      const dataset = await carried('gains', 'add')
      await world.inSource(`alter table gains add "Extra ""x""" varchar(20);
        update gains set "Extra ""x""" = 'x' || id where id < 3`)
      expect(await world.run({ dataset })).toMatchObject({
        tables: [{ updated: 2, unchanged: 1 }],
        notices: [{ code: 'COLUMN_ADDED', table: 'gains', details: { column: 'Extra "x"' } }],
      })
      expect(await rowsOf('gains')).toMatchObject([
        { 'Extra "x"': 'x1' },
        { 'Extra "x"': 'x2' },
        { 'Extra "x"': null },
      ])
      await world.inSource(`update gains set "Extra ""x""" = 'y' where id = 3`)
      expect(await world.run({ dataset })).toMatchObject({ tables: [{ updated: 1 }], notices: [] })
      expect(await verified(dataset)).toMatchObject([{ isEqual: true }])
      await world.inTarget(`update datos.gains set "Extra ""x""" = 'theirs' where id = 1`)
      expect(await verified(dataset)).toMatchObject([{ isEqual: false }])
      await world.run({ dataset })

      await world.inSource(`alter table gains alter "Extra ""x""" type text;
        update gains set "Extra ""x""" = repeat('z', 30) where id = 1`)
      expect(await world.run({ dataset })).toMatchObject({
        tables: [{ updated: 1 }],
        notices: [
          { code: 'COLUMN_WIDENED', details: { from: 'character varying(20)', to: 'text' } },
        ],
      })
      await world.inSource('alter table gains drop "Extra ""x"""')
      expect(await world.run({ dataset })).toMatchObject({
        tables: [{ updated: 0 }],
        notices: [{ code: 'COLUMN_MISSING', details: { column: 'Extra "x"' } }],
      })
      await world.migrate(dataset)
    })

    it('recognises an added column as unchanged, and a change of it', async () => {
      const dataset = { ...(await carried('steady', 'add')), fingerprint: true }
      await world.inSource('alter table steady add extra integer')
      await world.run({ dataset })
      expect(await world.run({ dataset })).toMatchObject({ mode: 'fingerprint' })
      await world.inSource('update steady set extra = 5 where id = 2')
      expect(await world.run({ dataset })).toMatchObject({ mode: 'full', tables: [{ updated: 1 }] })
    })

    it("leaves somebody else's column of that name alone", async () => {
      const dataset = await carried('theirs', 'add')
      await world.inTarget(`alter table datos.theirs add extra text default 'ours'`)
      await world.inSource(`alter table theirs add extra text`)
      expect(await failureOf(dataset)).toMatchObject({
        code: 'SOURCE_COLUMN_NEW',
        details: { drifts: [{ column: 'extra', reason: 'the name is taken' }] },
      })
    })

    it('does not add a column of a type that is not built in', async () => {
      const dataset = await carried('foreign_typed', 'add')
      await world.inSource(`create type shade as enum ('dark');
        alter table foreign_typed add shade shade`)
      expect(await failureOf(dataset)).toMatchObject({
        code: 'SOURCE_COLUMN_NEW',
        details: { drifts: [{ sourceType: 'public.shade', reason: 'no built-in type' }] },
      })
      expect(await typesOf('foreign_typed')).toHaveLength(3)
    })

    it('widens a column where nothing is lost, once, and fails otherwise', async () => {
      const dataset = await carried('widens', 'add')
      await world.inSource(`alter table widens alter id type bigint, alter amount type numeric(12,4);
        update widens set amount = 1.2345 where id = 1`)
      expect(await world.run({ dataset })).toMatchObject({
        notices: [
          { code: 'COLUMN_WIDENED', details: { column: 'id', from: 'integer', to: 'bigint' } },
          { code: 'COLUMN_WIDENED', details: { column: 'amount', to: 'numeric(12,4)' } },
        ],
      })
      expect(await typesOf('widens')).toMatchObject([
        { type: 'bigint' },
        { type: 'numeric(12,4)' },
        {},
      ])
      expect(await world.run({ dataset })).toMatchObject({ notices: [] })
      await world.migrate(dataset)

      await world.inSource('alter table widens alter amount type text')
      expect(await failureOf(dataset)).toMatchObject({
        code: 'SOURCE_COLUMN_TYPE',
        details: { drifts: [{ column: 'amount', reason: 'values could be lost' }] },
      })
    })

    it('says what keeps a column from being widened', async () => {
      const dataset = await carried('viewed', 'add')
      await world.inTarget('create view datos.viewing as select amount from datos.viewed')
      await world.inSource('alter table viewed alter amount type numeric')
      expect(await failureOf(dataset)).toMatchObject({ code: 'SOURCE_COLUMN_TYPE' })
    })

    it('alters nothing for a preview', async () => {
      const dataset = await carried('previewed', 'add')
      await world.inSource(`alter table previewed add extra text;
        update previewed set extra = 'x', note = 'new'`)
      const { runId, ...outcome } = await world.attempt({ dataset, preview: true })
      expect(outcome).toMatchObject({ hold: { notices: [{ code: 'COLUMN_NEW' }] } })
      expect(await typesOf('previewed')).toHaveLength(3)
      await world.approve(runId)
      expect(await world.attempt({ dataset, runId })).toMatchObject({ state: 'succeeded' })
      expect(await rowsOf('previewed')).toMatchObject([{ note: 'new' }, {}, {}])
    })

    it('applies an approved delta with the column that it had added', async () => {
      const dataset = await carried('guarded', 'add')
      await world.inSource(`alter table guarded add extra text; update guarded set extra = 'x'`)
      const [table] = dataset.tables
      const guards = { ...table?.guards, maxUpdatedRows: 1 }
      const strict = { ...dataset, tables: [{ ...table, guards }] } as Dataset
      const { runId, state } = await world.attempt({ dataset: strict })
      expect(state).toBe('held')
      await world.approve(runId)
      expect(await world.attempt({ dataset: strict, runId })).toMatchObject({ state: 'succeeded' })
      expect(await rowsOf('guarded')).toMatchObject([
        { extra: 'x' },
        { extra: 'x' },
        { extra: 'x' },
      ])
    })

    it('alters nothing when it has lost its lease', async () => {
      const dataset = await carried('fenced', 'add')
      await world.inSource('alter table fenced add extra text')
      const stolen = () =>
        world.run({
          dataset,
          ledger: (ledger) => ({
            ...ledger,
            async baseline() {
              const found = await ledger.baseline()
              await world.inTarget(
                `update sync.datasets set fence = fence + 1 where name = 'fenced'`,
              )
              return found
            },
          }),
        })
      await expect(stolen()).rejects.toMatchObject({ code: 'LEASE_LOST' })
      expect(await typesOf('fenced')).toHaveLength(3)
    })
  })

  it('does not notice a column that may not be read', async () => {
    const dataset = await carried('granted', 'fail')
    await world.inSource(`alter table granted add secret text;
      do $$ begin create role drift_reader login password 'drift_reader';
      exception when duplicate_object then null; end $$;
      grant select (id, amount, note) on granted to drift_reader`)
    const url = new URL(world.source.url)
    url.username = url.password = 'drift_reader'
    const source = createPostgresSource({ name: 'test', url: url.href })
    expect((await world.run({ dataset, source })).notices).toEqual([])
    await source.close()
    await world.inSource('drop owned by drift_reader')
  })

  async function verified(dataset: Dataset) {
    const source = createPostgresSource({ name: 'test', url: world.source.url })
    const { signal } = new AbortController()
    try {
      return await verifyDataset({ dataset, source, target: world.knex, signal })
    } finally {
      await source.close()
    }
  }

  function notNull(name: string) {
    return aTable('any', columns, { key: ['id'] }).columns.map((column) =>
      column.name === name ? { ...column, nullable: false } : column,
    )
  }
})
