import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { resolveGuards, type Dataset, type Table } from '@aaps-data/catalog'
import type { Receipt } from '@aaps-data/ledger'
import { createPostgresSource } from '@aaps-data/sources'
import { verifyDataset } from '../src/index.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

const minutes = 10

describe('a table that is read incrementally', () => {
  let world: SyncWorld
  let dataset: Dataset
  let values: string
  let names: string
  let counter = 0

  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  beforeEach(async () => {
    const name = `inc_${counter++}`
    values = `${name}_value`
    names = `${name}_name`
    const guards = resolveGuards('source', undefined, undefined)
    const table: Table = {
      ...aTable(values, ['id integer', 'name integer', 'note text', 'at timestamptz'], {
        key: ['id'],
        references: [`name -> ${names}.id`],
        guards,
      }),
      cursor: { column: 'at', kind: 'time', overlap: minutes },
    } as Table
    dataset = aDataset(name, [table, aTable(names, ['id integer'], { key: ['id'] })])
    await world.inSource(
      `create table ${names} as select generate_series(1, 20) as id;
       create table ${values} as
         select i as id, 1 + i % 20 as name, 'n' || i as note,
                now() - interval '2 days' + i * interval '1 minute' as at
         from generate_series(1, 1000) as i`,
    )
    await world.migrate(dataset)
    await world.run({ dataset })
  })

  const isEqual = async () => {
    const rows = (schema: string) =>
      `select md5(string_agg(v::text, ';' order by id)) as digest from ${schema}.${values} as v`
    const [source] = await world.inSource(rows('public'))
    const [target] = await world.inTarget(rows('datos'))
    return source?.['digest'] === target?.['digest']
  }
  const readAll = async (what: Dataset) => {
    const outcome = await world.attempt({ dataset: what, mode: 'full' })
    if (outcome.state !== 'succeeded') throw new Error('It was held')
    return outcome.receipt
  }
  const ofValues = ({ tables }: Receipt) => tables.find(({ table }) => table === values)
  const touch = (where: string, at = 'now()') =>
    world.inSource(`update ${values} set note = note || '!', at = ${at} where ${where}`)

  it('moves only what has changed, and proves the whole by the digests of what moved', async () => {
    await touch('id in (3, 5)')
    await world.inSource(`insert into ${values} values (2000, 1, 'new', now())`)

    const receipt = await world.run({ dataset })

    expect(receipt.mode).toBe('incremental')
    // The last ten minutes are read again: two days ago ended at the thousandth minute.
    expect(ofValues(receipt)).toMatchObject({
      read: 'incremental',
      staged: 14,
      inserted: 1,
      updated: 2,
      deleted: 0,
      unchanged: 11,
      rows: 1001,
      changesKept: 3,
    })
    expect(await isEqual()).toBe(true)
    const full = await readAll(dataset)
    expect(ofValues(full)?.targetDigest).toBe(ofValues(receipt)?.targetDigest)
    expect(full.notices).toEqual([])
  })

  it('writes nothing when nothing has changed', async () => {
    const receipt = await world.run({ dataset })
    expect(ofValues(receipt)).toMatchObject({ staged: 11, unchanged: 11, rows: 1000 })
  })

  it('never loses rows that share the time of the bound', async () => {
    await touch('id = 7', `(select max(at) from ${values})`)
    await world.run({ dataset: withOverlap(0) })
    await touch('id in (8, 9)', `(select max(at) from ${values})`)
    await world.run({ dataset: withOverlap(0) })
    expect(await isEqual()).toBe(true)
  })

  it('says in a full read which rows a value far too high has hidden, and reads on when it is corrected', async () => {
    const counted = {
      ...dataset,
      tables: dataset.tables.map((table) =>
        table.name === values
          ? ({ ...table, cursor: { column: 'id', kind: 'number', overlap: 5 } } as Table)
          : table,
      ),
    }
    const add = (id: number) =>
      world.inSource(`insert into ${values} values (${id}, 1, 'new', now())`)
    await world.run({ dataset: counted })
    await add(9_000_000)
    await world.run({ dataset: counted })
    await add(1001)
    expect(ofValues(await world.run({ dataset: counted }))).toMatchObject({ inserted: 0 })
    expect(await isEqual()).toBe(false)

    const full = await readAll(counted)
    const notice = { code: 'CURSOR_PASSED_ROWS', table: values, details: { column: 'id', rows: 1 } }
    expect(full.notices).toEqual([notice])
    expect(await isEqual()).toBe(true)

    await world.inSource(`update ${values} set id = 1002 where id = 9000000`)
    await add(1003)
    await expect(world.run({ dataset: counted })).rejects.toMatchObject({
      code: 'FULL_READ_NEEDED',
      details: { reason: 'source went back' },
    })
    await world.run({ dataset: counted })
    await add(1004)
    expect(ofValues(await world.run({ dataset: counted }))).toMatchObject({ inserted: 1 })
    expect(await isEqual()).toBe(true)
  })

  it('says nothing of passed rows where an edit of the target may be the reason', async () => {
    await world.inTarget(`update datos.${values} set note = 'by hand' where id = 1`)
    const { notices } = await readAll(dataset)
    expect(notices).toMatchObject([{ code: 'TARGET_EDITED' }])
  })

  it('finds rows that were committed late, as far back as the overlap goes', async () => {
    await touch('id = 1')
    await world.run({ dataset })
    await touch('id = 2', `now() - interval '9 minutes'`)
    await touch('id = 3', `now() - interval '11 minutes'`)
    await world.run({ dataset })
    const found = await world.inTarget(`select id from datos.${values} where note like '%!'`)
    expect(found.map((row) => row['id']).toSorted()).toEqual([1, 2])
  })

  it('notices rows that somebody else has changed where it reads again, and proves what is', async () => {
    await world.inTarget(
      `delete from datos.${values} where id = 1000;
       update datos.${values} set note = 'by hand' where id = 999`,
    )
    await touch('id = 1')
    const receipt = await world.run({ dataset })

    expect(receipt.mode).toBe('incremental')
    expect(receipt.notices).toMatchObject([{ code: 'TARGET_EDITED', table: values }])
    expect(ofValues(receipt)).toMatchObject({ inserted: 1, updated: 2, rows: 1000 })
    expect(await isEqual()).toBe(true)
    const whole = await readAll(dataset)
    expect(whole.notices).toEqual([])
    expect(ofValues(whole)?.targetDigest).toBe(ofValues(receipt)?.targetDigest)
  })

  it('holds such rows where a person is to look at them', async () => {
    await world.inTarget(`delete from datos.${values} where id = 1000`)
    const strict: Dataset = { ...dataset, targetEdits: 'hold' }
    const held = await world.attempt({ dataset: strict })
    expect(held).toMatchObject({
      state: 'held',
      hold: { mode: 'incremental', breaches: [{ table: values, guard: 'targetEdits' }] },
    })
    await world.approve(held.runId)
    const applied = await world.attempt({ dataset: strict, runId: held.runId })
    if (applied.state !== 'succeeded') throw new Error('It was held again')
    expect(ofValues(applied.receipt)).toMatchObject({ inserted: 1, rows: 1000 })
    expect((await readAll(strict)).notices).toEqual([])
  })

  it('takes a row that was committed late for no edit', async () => {
    await world.inSource(
      `insert into ${values} select 3000, 1, 'late', max(at) - interval '5 minutes' from ${values}`,
    )
    const receipt = await world.run({ dataset })
    expect(receipt.notices).toEqual([])
    expect(ofValues(receipt)).toMatchObject({ inserted: 1, rows: 1001 })
    expect((await readAll(dataset)).notices).toEqual([])
  })

  it('reads rows without a time every time', async () => {
    await touch('id = 4', 'null')
    await world.run({ dataset })
    expect(await isEqual()).toBe(true)
    await world.inSource(`update ${values} set note = 'again' where id = 4`)
    await world.run({ dataset })
    expect(await isEqual()).toBe(true)
  })

  it('is not led astray by a row from the future', async () => {
    await touch('id = 6', `now() + interval '70 years'`)
    await world.run({ dataset })
    await touch('id = 10')
    await world.run({ dataset })
    expect(await isEqual()).toBe(true)
  })

  it('leaves deletions to the full reconcile, which finds them', async () => {
    await world.inSource(`delete from ${values} where id = 11`)
    expect((await world.run({ dataset })).mode).toBe('incremental')
    expect(await isEqual()).toBe(false)
    const daily = { ...dataset, fullReconcile: { cron: '0 3 * * *', timeZone: 'UTC' } }
    await world.inTarget(`update sync.receipts set snapshot_at = snapshot_at - interval '1 day'
                          where dataset = '${dataset.name}'`)
    const receipt = await world.run({ dataset: daily })
    expect(receipt.mode).toBe('full')
    expect(ofValues(receipt)).toMatchObject({ deleted: 1, rows: 999 })
    expect(await isEqual()).toBe(true)
  })

  it('reads everything when what it refers to is deleted', async () => {
    await world.inSource(
      `delete from ${values} where name = 20; delete from ${names} where id = 20`,
    )
    await expect(world.run({ dataset })).rejects.toMatchObject({
      code: 'FULL_READ_NEEDED',
      details: { table: names, reason: 'referenced', written: 'nothing' },
    })
    const receipt = await world.run({ dataset })
    expect(receipt.mode).toBe('full')
    expect(await isEqual()).toBe(true)
    expect((await world.run({ dataset })).mode).toBe('incremental')
  })

  it('reads everything when a deletion that it cannot see breaks a constraint', async () => {
    await world.inTarget(
      `alter table datos.${values} add unique (note) deferrable initially deferred`,
    )
    await world.inSource(
      `delete from ${values} where id = 12; update ${values} set note = 'n12', at = now() where id = 13`,
    )
    await expect(world.run({ dataset })).rejects.toMatchObject({ code: 'FULL_READ_NEEDED' })
    const guarded = await world.attempt({ dataset })
    expect(guarded).toMatchObject({ state: 'succeeded', receipt: { mode: 'full' } })
    expect(await isEqual()).toBe(true)
  })

  it.each([
    ['was restored from a backup', "at > now() - interval '1 day 23 hours'"],
    ['is empty', 'true'],
  ])('reads everything when the source %s, and asks a person', async (_what, gone) => {
    await world.inSource(`delete from ${values} where ${gone}`)
    await expect(world.run({ dataset })).rejects.toMatchObject({
      code: 'FULL_READ_NEEDED',
      details: { table: values, reason: 'source went back', written: 'nothing' },
    })
    // So many rows are gone that a person has to see it.
    expect(await world.attempt({ dataset })).toMatchObject({
      state: 'held',
      hold: { mode: 'full' },
    })
  })

  it('reads everything when a column of the target has become another', async () => {
    await world.inTarget(`alter table datos.${values} alter note type character varying(90)`)
    await touch('id = 1')
    await expect(world.run({ dataset })).rejects.toMatchObject({
      code: 'FULL_READ_NEEDED',
      details: { reason: 'columns' },
    })
    expect((await world.run({ dataset })).mode).toBe('full')
  })

  it('measures its guards by all rows of the target', async () => {
    const guards = resolveGuards('source', { maxUpdatedShare: 0.01 }, undefined)
    const tables = dataset.tables.map((table) => ({ ...table, guards }))
    await touch('id <= 10')
    expect(await world.attempt({ dataset: { ...dataset, tables } })).toMatchObject({
      state: 'succeeded',
      receipt: { mode: 'incremental' },
    })
    await touch('id between 21 and 31')
    expect(await world.attempt({ dataset: { ...dataset, tables } })).toMatchObject({
      state: 'held',
      hold: { mode: 'incremental', breaches: [{ guard: 'maxUpdatedShare', found: 0.011 }] },
    })
  })

  it('is applied after a preview exactly as it was seen, and is read on from there', async () => {
    await touch('id in (14, 15)')
    const seen = await world.attempt({ dataset, preview: true })
    expect(seen).toMatchObject({ state: 'held', hold: { mode: 'incremental' } })
    await touch('id = 16')
    await world.approve(seen.runId)
    const applied = await world.attempt({ dataset, runId: seen.runId })
    if (applied.state !== 'succeeded') throw new Error('It was held again')
    expect(applied.receipt.mode).toBe('incremental')
    expect(ofValues(applied.receipt)).toMatchObject({ updated: 2 })
    await world.run({ dataset })
    expect(await isEqual()).toBe(true)
  })

  it.each([
    ['nothing', 'select', []],
    ['a row that was committed late', 'insert', ['SOURCE_MOVED']],
    ['a deletion among what was read', 'delete', ['SOURCE_MOVED']],
    ['a newer row', 'touch', ['SOURCE_MOVED']],
    ['a deletion before what was read', 'delete early', []],
  ])('says after an approval whether the source has moved: %s', async (_what, change, codes) => {
    await touch('id in (14, 15)')
    const { runId } = await world.attempt({ dataset, preview: true })
    const statements: Readonly<Record<string, string>> = {
      insert: `insert into ${values} values (3000, 1, 'late', now() - interval '5 minutes')`,
      delete: `delete from ${values} where id = 999`,
      touch: `update ${values} set at = clock_timestamp() where id = 500`,
      'delete early': `delete from ${values} where id = 500`,
    }
    await world.inSource(statements[change] ?? 'select')
    await world.approve(runId)
    const applied = await world.attempt({ dataset, runId })
    if (applied.state !== 'succeeded') throw new Error('It was held again')
    expect(applied.receipt.notices.map(({ code }) => code)).toEqual(codes)
  })

  it('says so when a row is deleted after a preview that has read everything', async () => {
    await touch('id in (14, 15)')
    const { runId } = await world.attempt({ dataset, preview: true, mode: 'full' })
    await world.inSource(`delete from ${values} where id = 500`)
    await world.approve(runId)
    expect(await world.attempt({ dataset, runId })).toMatchObject({
      receipt: { notices: [{ code: 'SOURCE_MOVED', table: values }] },
    })
  })

  it('says so when a trigger undoes what it has written', async () => {
    await world.inTarget(
      `create function datos.keep_${values}() returns trigger language plpgsql as
         $$ begin new.note := old.note; return new; end $$;
       create trigger keep before update on datos.${values}
         for each row execute function datos.keep_${values}()`,
    )
    await touch('id = 17')
    await expect(world.run({ dataset })).rejects.toMatchObject({ code: 'TARGET_INTERFERED' })
    await world.inTarget(`drop trigger keep on datos.${values}`)
    await world.run({ dataset })
    expect(await isEqual()).toBe(true)
  })

  it('is verified as a whole', async () => {
    await touch('id = 18')
    await world.run({ dataset })
    const source = createPostgresSource({ name: 'test', url: world.source.url })
    const { signal } = new AbortController()
    const found = await verifyDataset({ dataset, source, target: world.knex, signal })
    expect(found.every((table) => table.isEqual)).toBe(true)
    await source.close()
  })

  const withOverlap = (overlap: number): Dataset => {
    const changed = dataset.tables.map((table) =>
      table.kind === 'source' && table.cursor !== undefined
        ? { ...table, cursor: { ...table.cursor, overlap } }
        : table,
    )
    return { ...dataset, tables: changed }
  }
})
