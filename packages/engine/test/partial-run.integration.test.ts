import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Dataset } from '@aaps-data/catalog'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('a run about some tables', () => {
  let world: SyncWorld
  let dataset: Dataset
  let name: string
  let counter = 0

  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  beforeEach(async () => {
    name = `part_${counter++}`
    const columns = ['id integer', 'label text']
    dataset = {
      ...aDataset(name, [
        aTable(`${name}_child`, [...columns, 'parent integer'], {
          key: ['id'],
          references: [`parent -> ${name}_parent.id`],
        }),
        aTable(`${name}_parent`, columns, { key: ['id'] }),
        aTable(`${name}_other`, columns, { key: ['id'] }),
      ]),
      fingerprint: true,
    }
    await world.inSource(
      `create table ${name}_parent as select i as id, 'p' || i as label from generate_series(1, 9) i;
       create table ${name}_child as
         select i as id, 'c' || i as label, i as parent from generate_series(1, 9) i;
       create table ${name}_other as select i as id, 'o' || i as label from generate_series(1, 9) i`,
    )
    await world.migrate(dataset)
    await world.run({ dataset })
    await world.inSource(
      `insert into ${name}_parent values (10, 'new');
       insert into ${name}_child values (10, 'new', 10);
       delete from ${name}_child where id = 1; delete from ${name}_parent where id = 1;
       update ${name}_other set label = 'moved' where id = 1`,
    )
  })

  const about = async (tables: readonly string[] | undefined) => {
    const outcome = await world.attempt({ dataset, tables })
    if (outcome.state === 'held') throw new Error('held')
    return outcome.receipt
  }
  const labelsOf = async (table: string) => {
    const rows = await world.inTarget(`select label from datos.${name}_${table} order by id`)
    return rows.map((row) => row['label'])
  }
  const datasetRow = async () => {
    const [row] = await world.inTarget(
      `select last_success, data_at from sync.datasets where name = '${name}'`,
    )
    return row
  }

  it('covers what is tied to them and leaves the others as they are', async () => {
    const before = await datasetRow()
    const receipt = await about([`${name}_child`])

    expect(receipt.isPartial).toBe(true)
    expect(
      receipt.tables.map(({ table, inserted, deleted }) => [table, inserted, deleted]),
    ).toEqual([
      [`${name}_parent`, 1, 1],
      [`${name}_child`, 1, 1],
    ])
    expect((await labelsOf('child')).at(-1)).toBe('new')
    expect((await labelsOf('other'))[0]).toBe('o1')
    expect(await datasetRow()).toEqual(before)
  })

  it.each(['no action', 'cascade'])(
    'covers what only a foreign key of the target ties to them, on delete %s',
    async (action) => {
      await world.inTarget(
        `alter table datos.${name}_other add foreign key (id) references datos.${name}_parent on delete ${action}`,
      )
      await world.inSource(`delete from ${name}_other where id = 1`)
      const receipt = await about([`${name}_child`])

      const deleted = receipt.tables.map((table) => [table.table, table.deleted])
      expect(deleted).toContainEqual([`${name}_other`, 1])
      expect(receipt.isPartial).toBe(false)
    },
  )

  it("is built on by the next run, which takes none of it for somebody else's edit", async () => {
    await about([`${name}_child`])
    const whole = await about(undefined)

    expect(whole.isPartial).toBe(false)
    expect(whole.notices).toEqual([])
    expect(whole.tables.map(({ table, inserted, updated }) => [table, inserted, updated])).toEqual([
      [`${name}_parent`, 0, 0],
      [`${name}_child`, 0, 0],
      [`${name}_other`, 0, 1],
    ])
    expect((await about(undefined)).mode).toBe('fingerprint')
    expect((await about([`${name}_other`])).mode).toBe('fingerprint')
  })

  it('under another definition proves nothing for the runs under this one', async () => {
    await world.inSource(`update ${name}_other set label = ' o2 ' where id = 2`)
    await about(undefined)
    const others = dataset
    dataset = {
      ...others,
      tables: others.tables.map((table) => ({
        ...table,
        columns: table.columns.map((column) =>
          column.name === 'label'
            ? { ...column, cleaning: { trim: true, blankAsNull: false, nullTexts: [] } }
            : column,
        ),
      })),
    }
    await about([`${name}_other`])
    expect((await labelsOf('other'))[1]).toBe('o2')
    dataset = others

    const whole = await about(undefined)
    expect((await labelsOf('other'))[1]).toBe(' o2 ')
    expect(whole.tables.find(({ table }) => table === `${name}_other`)).toMatchObject({
      updated: 1,
    })
    expect((await about(undefined)).mode).toBe('fingerprint')
  })

  it('about every table is a run of the whole dataset', async () => {
    const receipt = await about([`${name}_child`, `${name}_other`])
    expect(receipt.isPartial).toBe(false)
    expect(await datasetRow()).not.toMatchObject({ data_at: null })
  })

  it('may be a preview, and what is approved covers the same tables', async () => {
    const held = await world.attempt({ dataset, preview: true, tables: [`${name}_other`] })
    expect(held).toMatchObject({ state: 'held' })
    await world.approve(held.runId)
    const applied = await world.attempt({ dataset, runId: held.runId })

    expect(applied).toMatchObject({
      state: 'succeeded',
      receipt: { isPartial: true, tables: [{ table: `${name}_other`, updated: 1 }] },
    })
    expect((await labelsOf('child')).at(-1)).toBe('c9')
  })

  it('leaves the rejects of other tables open', async () => {
    await world.inSource(`insert into ${name}_other values (2, 'twice')`)
    await expect(about(undefined)).rejects.toMatchObject({ code: 'KEY_DUPLICATE' })
    const open = () =>
      world.inTarget(
        `select table_name from sync.rejects where dataset = '${name}' and solved_at is null`,
      )
    expect(await open()).not.toEqual([])
    await about([`${name}_child`])
    expect(await open()).not.toEqual([])
  })

  it('about a table that is not there fails and says so', async () => {
    await expect(about(['nada'])).rejects.toMatchObject({
      code: 'TABLE_UNKNOWN',
      details: { tables: ['nada'] },
    })
  })
})
