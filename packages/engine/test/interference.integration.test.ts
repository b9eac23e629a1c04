import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset } from '@aaps-data/catalog'
import { createFaultProxy } from '@aaps-data/testing'
import { createTargetDatabase } from '../src/index.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('a run into a target that changes what is written', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  /** A table `id, code, note` with the rows 1 to 4, which a run has brought into the target. */
  const carried = async (table: string, key: readonly string[] = ['id']): Promise<Dataset> => {
    const dataset = aDataset(table, [
      aTable(table, ['id integer', 'code text', 'note text'], { key }),
    ])
    await world.inSource(`create table ${table} as
      select i as id, 'c' || i as code, 'n' as note from generate_series(1, 4) as i`)
    await world.migrate(dataset)
    await world.run({ dataset })
    return dataset
  }
  const trigger = (table: string, when: string, body: string) =>
    world.inTarget(`create or replace function datos.meddle_${table}() returns trigger
      language plpgsql as $$ begin ${body} end $$;
      create or replace trigger meddling ${when} on datos.${table}
        for each row execute function datos.meddle_${table}()`)
  const rowsOf = (table: string) => world.inTarget(`select id, code from datos.${table} order by 1`)
  const detailsOf = async (dataset: Dataset) => {
    const failure = await world.run({ dataset }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'TARGET_INTERFERED' })
    return (failure as { details: Record<string, unknown> }).details
  }

  it('names the column that a trigger changes, the trigger, and the rows', async () => {
    const dataset = await carried('renamed')
    const before = await rowsOf('renamed')
    await trigger('renamed', 'before insert or update', 'new.code := upper(new.code); return new;')
    await world.inTarget(`create trigger asleep before update on datos.renamed for each row
        execute function datos.meddle_renamed(); alter table datos.renamed disable trigger asleep`)
    await world.inSource(`update renamed set note = 'new' where id = 2;
      insert into renamed values (5, 'c5', 'new')`)
    expect(await detailsOf(dataset)).toMatchObject({
      phase: 'apply',
      table: 'renamed',
      columns: ['code'],
      missing: 0,
      extra: 0,
      examples: [{ id: '2' }, { id: '5' }],
      triggers: ['meddling (before insert or update, each row, datos.meddle_renamed)'],
    })
    expect(await rowsOf('renamed')).toEqual(before)
  })

  it('shows no key whose column is masked', async () => {
    const { tables, ...rest } = await carried('veiled')
    const dataset = {
      ...rest,
      tables: tables.map((table) => ({
        ...table,
        columns: table.columns.map((column) => ({ ...column, masked: column.name === 'id' })),
      })),
    } as Dataset
    await trigger('veiled', 'before update', 'new.code := upper(new.code); return new;')
    await world.inSource(`update veiled set note = 'new' where id = 2`)
    expect(await detailsOf(dataset)).toMatchObject({ examples: [{ id: '•••' }] })
  })

  it('names the key when it is the key that a trigger changes', async () => {
    const dataset = await carried('rekeyed')
    await trigger('rekeyed', 'before insert', 'new.id := new.id + 100; return new;')
    await world.inSource(`insert into rekeyed values (5, 'c5', 'n')`)
    expect(await detailsOf(dataset)).toMatchObject({ columns: ['id'], missing: 1, extra: 1 })
  })

  it('names the column of a table without a key', async () => {
    const dataset = await carried('bagged', [])
    await trigger('bagged', 'before insert', `new.note := 'other'; return new;`)
    await world.inSource(`insert into bagged values (5, 'c5', 'n')`)
    const details = await detailsOf(dataset)
    expect(details).toMatchObject({
      columns: ['note'],
      triggers: [expect.stringContaining('meddling')],
    })
    expect(details).not.toHaveProperty('examples')
  })

  it.each([
    ['insert', 'inserted', `insert into ignored_insert values (5, 'c5', 'n')`, '5'],
    ['update', 'updated', `update ignored_update set code = 'new' where id = 3`, '3'],
    ['delete', 'deleted', 'delete from ignored_delete where id = 1', '1'],
  ])('names the rows for which a trigger leaves out an %s', async (event, action, sql, id) => {
    const dataset = await carried(`ignored_${event}`)
    await trigger(`ignored_${event}`, `before ${event}`, 'return null;')
    await world.inSource(sql)
    expect(await detailsOf(dataset)).toMatchObject({
      action,
      expected: 1,
      affected: 0,
      examples: [{ id }],
      triggers: [`meddling (before ${event}, each row, datos.meddle_ignored_${event})`],
    })
  })

  it('names the trigger of another table that writes to this one', async () => {
    const dataset = aDataset('family', [
      aTable('elder', ['id integer', 'code text'], { key: ['id'] }),
      aTable('younger', ['id integer', 'code text'], { key: ['id'] }),
    ])
    await world.inSource(`create table elder as select 1 as id, 'a' as code;
      create table younger as select 1 as id, 'a' as code`)
    await world.migrate(dataset)
    await world.run({ dataset })
    await trigger('elder', 'after update', `update datos.younger set code = 'theirs'; return null;`)
    await world.inSource(`update elder set code = 'b'`)
    expect(await detailsOf(dataset)).toMatchObject({
      table: 'younger',
      columns: ['code'],
      triggers: ['elder.meddling (after update, each row, datos.meddle_elder)'],
    })
  })

  it('names the rule of a table, and the trigger of a partition', async () => {
    const dataset = await carried('ruling')
    await world.inTarget(
      `create rule nothing_new as on insert to datos.ruling where new.id > 5 do instead nothing`,
    )
    await world.inSource(`insert into ruling values (6, 'c6', 'n')`)
    expect(await detailsOf(dataset)).toMatchObject({ triggers: ['nothing_new (rule)'] })

    await world.inTarget(`create table datos.split (id integer primary key, code text, note text)
        partition by range (id);
      create table datos.split_low partition of datos.split for values from (0) to (9)`)
    const parted = await carried('split')
    await trigger('split_low', 'before insert', `new.note := 'x'; return new;`)
    await world.inSource(`insert into split values (5, 'c5', 'n')`)
    expect(await detailsOf(parted)).toMatchObject({
      columns: ['note'],
      triggers: ['split_low.meddling (before insert, each row, datos.meddle_split_low)'],
    })
  })

  it('names the trigger that a partition has from the table above it', async () => {
    await world.inTarget(`create table datos.all_rows (id integer primary key, code text, note text)
        partition by range (id);
      create table datos.leaf partition of datos.all_rows for values from (0) to (99)`)
    const dataset = await carried('leaf')
    await trigger('all_rows', 'before insert', 'new.code := upper(new.code); return new;')
    await world.inSource(`insert into leaf values (5, 'c5', 'n')`)
    expect(await detailsOf(dataset)).toMatchObject({
      columns: ['code'],
      triggers: ['meddling (before insert, each row, datos.meddle_all_rows)'],
    })
  })

  it('reads everything where a table that is read incrementally has been changed', async () => {
    const table = {
      ...aTable('moving', ['id integer', 'code text', 'n integer'], { key: ['id'] }),
      cursor: { column: 'n', kind: 'number', overlap: 0 },
    }
    const dataset = aDataset('moving', [table as Dataset['tables'][number]])
    await world.inSource(`create table moving as
      select i as id, 'c' || i as code, i as n from generate_series(1, 4) as i`)
    await world.migrate(dataset)
    await world.run({ dataset })
    await world.inTarget(`create function datos.meddle_moving() returns trigger language plpgsql as $$
        begin update datos.moving set code = 'theirs' where id = 1; return null; end $$;
      create trigger meddling after insert on datos.moving for each row
        execute function datos.meddle_moving()`)
    await world.inSource(`insert into moving values (5, 'c5', 5)`)
    await expect(world.run({ dataset })).rejects.toMatchObject({ code: 'FULL_READ_NEEDED' })
    expect(await detailsOf(dataset)).toMatchObject({ columns: ['code'], examples: [{ id: '1' }] })
  })

  it('names a foreign key that follows a deleted row', async () => {
    const dataset = await carried('followed')
    await world.inTarget(`update datos.followed set code = null where id = 2`)
    await world.inSource(`update followed set code = null where id = 2`)
    await world.inTarget(`alter table datos.followed add unique (code);
      alter table datos.followed add constraint follows foreign key (note)
        references datos.followed (code) on delete set null not valid;
      update datos.followed set note = 'c1' where id = 3`)
    await world.inSource(`update followed set note = 'c1' where id = 3`)
    await world.run({ dataset })
    await world.inSource('delete from followed where id = 1')
    expect(await detailsOf(dataset)).toMatchObject({
      columns: ['note'],
      examples: [{ id: '3' }],
      triggers: ['follows (foreign key, on delete set null)'],
    })
  })

  it('is read once more where nothing of the kind is in play only when that is declared', async () => {
    const dataset = await carried('proved')
    const proxy = await createFaultProxy({ upstreamUrl: world.target.url })
    const target = createTargetDatabase({ url: proxy.url })
    const digests: string[] = []
    proxy.onEveryStatement((statement) => {
      if (/_record_extended\(.* from "datos"."proved" as r\)/s.test(statement))
        digests.push(statement)
    })
    const digestsOf = async (proof: Dataset['proof']) => {
      await world.inSource(`update proved set code = code || 'x' where id = 1`)
      digests.splice(0)
      await world.run({ dataset: { ...dataset, proof }, target })
      return digests.length
    }
    try {
      expect(await digestsOf('reconcile')).toBe(0)
      expect(await digestsOf('always')).toBe(1)
    } finally {
      await target.destroy()
      await proxy.stop()
    }
  })
})
