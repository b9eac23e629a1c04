import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { resolveGuards, type Dataset } from '@aaps-data/catalog'
import { createPostgresSource } from '@aaps-data/sources'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('a run that is held', () => {
  let world: SyncWorld
  let dataset: Dataset
  let counter = 0

  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  beforeEach(async () => {
    const name = `held_${counter++}`
    const guards = resolveGuards('source', undefined, undefined)
    const columns = ['id integer', 'name text', 'rank integer']
    dataset = aDataset(name, [
      aTable(`${name}_a`, columns, { key: ['id'], guards }),
      aTable(`${name}_b`, ['name text'], { guards }),
    ])
    await world.inSource(
      `create table ${name}_a as
         select i as id, 'n' || i as name, i % 7 as rank from generate_series(1, 200) as i;
       create table ${name}_b as select 'x' || i % 3 as name from generate_series(1, 30) as i`,
    )
    await world.migrate(dataset)
    await world.run({ dataset })
  })

  const inTarget = () =>
    world.inTarget(
      `select t::text as row from (select * from datos.${dataset.name}_a) as t order by id`,
    )
  const inSource = () =>
    world.inSource(`select t::text as row from (select * from ${dataset.name}_a) as t order by id`)
  const change = () =>
    world.inSource(
      `update ${dataset.name}_a set name = 'changed' where id <= 2;
       delete from ${dataset.name}_a where id = 3;
       insert into ${dataset.name}_a values (1000, null, 5);
       delete from ${dataset.name}_b where ctid = (select min(ctid) from ${dataset.name}_b);
       insert into ${dataset.name}_b values ('new')`,
    )
  const preview = async () => {
    const outcome = await world.attempt({ dataset, preview: true })
    if (outcome.state !== 'held') throw new Error('It was not held')
    return outcome
  }
  const changesOf = (runId: string) =>
    world.inTarget(
      `select table_name, operation, key, before, after from sync.changes
       where run_id = '${runId}' order by id`,
    )
  const staging = async () =>
    (await world.stagingTables()).filter((name) => name.includes(`_${dataset.name}_`))
  const stateOf = async (runId: string) =>
    (await world.inTarget(`select state from sync.runs where id = '${runId}'`))[0]?.['state']

  it('shows as a preview what would change, row by row, and changes nothing', async () => {
    const before = await inTarget()
    await change()

    const { hold, runId } = await preview()

    expect(await inTarget()).toEqual(before)
    expect(hold).toMatchObject({
      kind: 'preview',
      breaches: [],
      tables: [
        { staged: 200, inserted: 1, updated: 2, deleted: 1, unchanged: 197, changesKept: 4 },
        { staged: 30, inserted: 1, updated: 0, deleted: 1, unchanged: 29, changesKept: 2 },
      ],
    })
    expect(await stateOf(runId)).toBe('held')
    const table_name = `${dataset.name}_a`
    expect((await changesOf(runId)).slice(0, 4)).toEqual([
      {
        table_name,
        operation: 'delete',
        key: { id: '3' },
        before: { id: '3', name: 'n3', rank: '3' },
        after: null,
      },
      {
        table_name,
        operation: 'update',
        key: { id: '1' },
        before: { name: 'n1' },
        after: { name: 'changed' },
      },
      {
        table_name,
        operation: 'update',
        key: { id: '2' },
        before: { name: 'n2' },
        after: { name: 'changed' },
      },
      {
        table_name,
        operation: 'insert',
        key: { id: '1000' },
        before: null,
        after: { id: '1000', name: null, rank: '5' },
      },
    ])
  })

  it('is not applied under another definition than it was held under', async () => {
    await change()
    const { runId } = await preview()
    const before = await inTarget()
    const [first, ...others] = dataset.tables
    if (first === undefined) throw new Error('It has a table')
    const rules = [{ kind: 'required', then: 'fail' }] as const
    const columns = first.columns.map((column) =>
      column.name === 'name' ? { ...column, rules } : column,
    )
    const stricter = { ...dataset, tables: [{ ...first, columns }, ...others] } as Dataset
    await world.approve(runId)
    await expect(world.attempt({ dataset: stricter, runId })).rejects.toMatchObject({
      code: 'APPROVAL_OUTDATED',
      details: { reason: 'definition' },
    })
    expect(await inTarget()).toEqual(before)
  })

  it('applies exactly what was approved, and drops what was kept', async () => {
    await change()
    const { hold, runId } = await preview()
    const seen = await inSource()
    expect(await staging()).toHaveLength(2)
    // What comes later is not what was approved.
    await world.inSource(`insert into ${dataset.name}_a values (2000, 'late', 1)`)

    await world.approve(runId)
    const outcome = await world.attempt({ dataset, runId })

    expect(outcome).toMatchObject({ state: 'succeeded' })
    expect(await inTarget()).toEqual(seen)
    expect(await staging()).toEqual([])
    expect(await changesOf(runId)).toHaveLength(6)
    expect(outcome).toMatchObject({
      receipt: { tables: [{ changesKept: 4 }, { changesKept: 2 }] },
    })
    const receipt = outcome.state === 'succeeded' ? outcome.receipt : undefined
    expect(Date.parse(receipt?.snapshot.takenAt ?? '')).toBe(Date.parse(hold.snapshot.takenAt))
  })

  it('says when the source has changed since it was seen', async () => {
    const watched = { ...dataset, fingerprint: true }
    await change()
    const { runId } = await world.attempt({ dataset: watched, preview: true })
    await world.inSource(`insert into ${dataset.name}_b values ('late')`)

    await world.approve(runId)
    const outcome = await world.attempt({ dataset: watched, runId })

    expect(outcome).toMatchObject({
      state: 'succeeded',
      receipt: {
        notices: [
          {
            code: 'SOURCE_MOVED',
            table: `${dataset.name}_b`,
            details: { snapshotAt: expect.any(String) },
          },
        ],
      },
    })
  })

  it('is applied without a word when the source cannot be asked any more', async () => {
    await change()
    const { runId } = await preview()
    const source = createPostgresSource({ name: 'gone', url: 'postgres://127.0.0.1:1/gone' })
    await world.approve(runId)
    expect(await world.attempt({ dataset, runId, source })).toMatchObject({
      state: 'succeeded',
      receipt: { notices: [] },
    })
  })

  it('fails on a defect while it asks the source', async () => {
    await change()
    const { runId } = await preview()
    const openSnapshot = () => Promise.reject(new TypeError('not a function'))
    const source = { openSnapshot, close: () => Promise.resolve() }
    await world.approve(runId)
    await expect(world.attempt({ dataset, runId, source })).rejects.toThrow(TypeError)
  })

  it('is not applied when the target has moved since', async () => {
    await change()
    const { runId } = await preview()
    await world.inTarget(`update datos.${dataset.name}_a set rank = 99 where id = 50`)
    const before = await inTarget()
    await world.approve(runId)

    await expect(world.attempt({ dataset, runId })).rejects.toMatchObject({
      code: 'APPROVAL_OUTDATED',
      details: { reason: 'target', written: 'nothing' },
    })

    expect(await inTarget()).toEqual(before)
    await world.run({ dataset })
    expect(await staging()).toEqual([])
    expect(await inTarget()).toEqual(await inSource())
  })

  it('keeps its rows through a crash of the server and the runs of others', async () => {
    await change()
    const { runId } = await preview()
    const kept = await world.inTarget(
      `select distinct relpersistence as log from pg_class
       where relnamespace = 'sync_staging'::regnamespace and relkind = 'r'`,
    )
    expect(kept).toEqual([{ log: 'p' }])
    const other = aDataset(`${dataset.name}_other`, [
      aTable(`${dataset.name}_other`, ['id integer'], { key: ['id'] }),
    ])
    await world.inSource(`create table ${other.name} (id integer)`)
    await world.migrate(other)
    await world.run({ dataset: other })

    await world.approve(runId)
    expect(await world.attempt({ dataset, runId })).toMatchObject({ state: 'succeeded' })
  })

  it.each([
    ['a preview', true, 'id = 1'],
    ['a guard', false, 'id <= 70'],
  ])(
    'writes what %s holds to the log while nobody waits for a lock',
    async (...[, preview, rows]) => {
      await world.inTarget(
        `create table public.logged (is_locking boolean);
       create function public.note_logged() returns event_trigger language plpgsql as $$ begin
         insert into public.logged select exists (
           select from pg_locks where pid = pg_backend_pid() and granted
             and relation = 'datos.${dataset.name}_a'::regclass and mode = 'ShareRowExclusiveLock');
       end $$;
       create event trigger note_logged on ddl_command_start when tag in ('ALTER TABLE')
         execute function public.note_logged()`,
      )
      try {
        await world.inSource(`delete from ${dataset.name}_a where ${rows}`)
        expect(await world.attempt({ dataset, preview })).toMatchObject({ state: 'held' })
        const noted = await world.inTarget('select is_locking from public.logged')
        expect(noted).toEqual([{ is_locking: false }, { is_locking: false }])
      } finally {
        await world.inTarget(
          `drop event trigger note_logged; drop function public.note_logged; drop table public.logged`,
        )
      }
    },
  )

  it('succeeds as a preview without a change, and proves that', async () => {
    const outcome = await world.attempt({ dataset, preview: true })
    expect(outcome).toMatchObject({
      state: 'succeeded',
      receipt: { tables: [{ unchanged: 200 }, { unchanged: 30 }] },
    })
  })

  it('is held by a guard, says which, and is let through by an approval', async () => {
    await world.inSource(`delete from ${dataset.name}_a where id <= 70`)
    const before = await inTarget()

    const outcome = await world.attempt({ dataset })

    expect(outcome).toMatchObject({
      state: 'held',
      hold: {
        kind: 'guard',
        breaches: [
          { table: `${dataset.name}_a`, guard: 'maxDeletedShare', limit: 0.3, found: 0.35 },
        ],
      },
    })
    expect(await inTarget()).toEqual(before)
    const [run] = await world.inTarget(
      `select error ->> 'code' as code from sync.runs where id = '${outcome.runId}'`,
    )
    expect(run).toEqual({ code: 'GUARD_BREACHED' })

    await world.approve(outcome.runId)
    await world.attempt({ dataset, runId: outcome.runId })
    expect(await inTarget()).toEqual(await inSource())
  })

  it('is not held again for a number of rows that a person has approved', async () => {
    const grow = (from: number, to: number) =>
      world.inSource(
        `insert into ${dataset.name}_a select i, 'new', 1 from generate_series(${from}, ${to}) as i`,
      )
    await world.inSource(`update ${dataset.name}_a set name = 'changed' where id = 1`)
    await world.run({ dataset })
    await grow(1001, 1900)
    const held = await world.attempt({ dataset })
    const breach = { table: `${dataset.name}_a`, guard: 'maxCountChange' }
    expect(held).toMatchObject({ state: 'held', hold: { breaches: [breach] } })
    await world.approve(held.runId)
    await world.attempt({ dataset, runId: held.runId })

    await grow(2001, 2001)
    expect(await world.attempt({ dataset })).toMatchObject({ state: 'succeeded' })

    await grow(10_001, 20_000)
    const again = await world.attempt({ dataset })
    expect(again).toMatchObject({ state: 'held', hold: { breaches: [breach] } })
  })

  it('is held when a source is empty, and when a column loses all its values', async () => {
    await world.inSource(`delete from ${dataset.name}_b; update ${dataset.name}_a set rank = null`)
    const outcome = await world.attempt({ dataset })
    expect(outcome).toMatchObject({
      state: 'held',
      hold: {
        breaches: [
          { table: `${dataset.name}_a`, guard: 'maxUpdatedShare' },
          { table: `${dataset.name}_a`, guard: 'emptyColumn', column: 'rank' },
          { table: `${dataset.name}_b`, guard: 'emptySource' },
        ],
      },
    })
  })

  it('hides the values of masked columns', async () => {
    const tables = dataset.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) =>
        column.name === 'name' ? { ...column, masked: true } : column,
      ),
    }))
    await change()
    const { runId } = await world.attempt({ dataset: { ...dataset, tables }, preview: true })
    const told = JSON.stringify(await changesOf(runId))
    expect(told).toContain('•••')
    expect(told).not.toMatch(/changed|n1|new/)
  })

  it('keeps no more changes than it is told to', async () => {
    const few = { ...dataset, changes: { keepRows: 3, keepDays: 1 } }
    await change()
    const outcome = await world.attempt({ dataset: few, preview: true })
    expect(outcome).toMatchObject({
      state: 'held',
      hold: { tables: [{ changesKept: 3 }, { changesKept: 0 }] },
    })
    expect(await changesOf(outcome.runId)).toHaveLength(3)
  })
})
