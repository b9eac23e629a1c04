import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Dataset, DerivedTable } from '@aaps-data/catalog'
import type { Source } from '@aaps-data/sources'
import { createPostgresSource } from '@aaps-data/sources'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('a run whose source and target are recognised as unchanged', () => {
  let world: SyncWorld
  let dataset: Dataset
  let relation: string
  let direct: Source
  let counter = 0

  beforeAll(async () => {
    world = await createSyncWorld()
    direct = createPostgresSource({ name: 'test', url: world.source.url })
  })
  afterAll(async () => {
    await direct.close()
    await world.drop()
  })

  beforeEach(async () => {
    const name = `same_${counter++}`
    relation = `${name}_a`
    const columns = ['id integer', 'amount numeric', 'label text']
    const tables = [aTable(relation, columns, { key: ['id'] }), aTable(`${name}_b`, ['n integer'])]
    dataset = { ...aDataset(name, tables), fingerprint: true }
    await world.inSource(
      `create table ${relation} as
         select i as id, i::numeric as amount, 'l' || i as label from generate_series(1, 50) as i;
       create table ${name}_b as select i % 3 as n from generate_series(1, 30) as i`,
    )
    await world.migrate(dataset)
    await world.run({ dataset })
  })

  /** The same source, which notes what is read of it. */
  const watched = () => {
    const read: string[] = []
    const source: Source = {
      ...direct,
      openSnapshot: async (options) => {
        const snapshot = await direct.openSnapshot(options)
        return {
          ...snapshot,
          read: (table, reading) => {
            read.push(table.name)
            return snapshot.read(table, reading)
          },
        }
      },
    }
    return { source, read }
  }
  const isSkipped = async () => {
    const { source, read } = watched()
    const receipt = await world.run({ dataset, source })
    return receipt.mode === 'fingerprint' && read.length === 0
  }

  it('ends without moving a row, and its receipt proves what the last one did', async () => {
    const { source, read } = watched()
    const first = await world.run({ dataset, source })
    expect(first).toMatchObject({
      mode: 'fingerprint',
      tables: [
        { read: 'none', staged: 0, unchanged: 50, rows: 50 },
        { read: 'none', staged: 0, unchanged: 30, rows: 30 },
      ],
    })
    expect(read).toEqual([])
    expect(await isSkipped()).toBe(true)
    const [data] = await world.inTarget(
      `select data_at > now() - interval '1 minute' as fresh from sync.datasets
       where name = '${dataset.name}'`,
    )
    expect(data).toEqual({ fresh: true })
  })

  it.each([
    ['a value of the source', () => `update ${relation} set amount = 7.0 where id = 7`],
    ['two rows that exchange a value', () => swapLabels(relation)],
    ['the type of a column', () => `alter table ${relation} alter id type bigint`],
    ['the number of equal rows', () => `insert into ${dataset.name}_b values (0)`],
  ])('is read again after a change of %s', async (_what, change) => {
    await world.inSource(change())
    const receipt = await world.run({ dataset })
    expect(receipt.mode).toBe('full')
    expect(await isSkipped()).toBe(true)
  })

  it.each([
    ['a value', () => `update datos.${relation} set label = 'by hand' where id = 3`],
    ['a row that went', () => `delete from datos.${dataset.name}_b where ctid = '(0,1)'`],
    ['rows that exchange a value', () => swapLabels(`datos.${relation}`)],
  ])('is compared row by row after somebody changed %s of the target', async (_what, change) => {
    await world.inTarget(change())
    const receipt = await world.run({ dataset })
    expect(receipt.mode).toBe('full')
    expect(receipt.notices).toMatchObject([{ code: 'TARGET_EDITED' }])
    expect(await isSkipped()).toBe(true)
  })

  it('is not trusted when a full read is asked for or due', async () => {
    expect(await world.attempt({ dataset, mode: 'full' })).toMatchObject({
      receipt: { mode: 'full' },
    })
    await world.inTarget(
      `update sync.receipts set snapshot_at = snapshot_at - interval '1 day'
       where dataset = '${dataset.name}'`,
    )
    const daily = { ...dataset, fullReconcile: { cron: '0 3 * * *', timeZone: 'UTC' } }
    expect((await world.run({ dataset: daily })).mode).toBe('full')
  })

  it('is a full reconcile only where everything was read, compared and digested', async () => {
    const reconciles = async () => {
      const rows = await world.inTarget(
        `select is_reconcile from sync.receipts where dataset = '${dataset.name}' order by written_at`,
      )
      return rows.map((row) => row['is_reconcile'])
    }
    await world.inSource(`update ${relation} set label = 'new' where id = 1`)
    await world.run({ dataset })
    await world.run({ dataset })
    await world.attempt({ dataset, mode: 'full' })
    expect(await reconciles()).toEqual([true, false, false, true])
  })

  it('is read when its definition has changed, or says so', async () => {
    const [first, ...others] = dataset.tables
    if (first === undefined) throw new Error('It has a table')
    const narrower = {
      ...dataset,
      tables: [{ ...first, columns: first.columns.slice(0, 2) }, ...others],
    }
    expect((await world.run({ dataset: narrower })).mode).toBe('full')
    expect((await world.run({ dataset: { ...narrower, fingerprint: false } })).mode).toBe('full')
  })

  const derive = async (value: string) => {
    const derived = {
      ...aTable(`${dataset.name}_c`, ['id integer', 'value text'], { key: ['id'] }),
      kind: 'derived',
      query: `select id, (${value})::text from ${relation}`,
    } as DerivedTable
    dataset = { ...dataset, tables: [...dataset.tables, derived] }
    await world.migrate(dataset)
    return world.run({ dataset })
  }

  it.each(['label', 'count(*) over ()', "to_char(timestamptz '2000-01-01', 'TMMonth')"])(
    'is recognised with a derived table of %s',
    async (value) => {
      await derive(value)
      expect(await isSkipped()).toBe(true)
      expect(await isSkipped()).toBe(true)
    },
  )

  it.each([
    'clock_timestamp()',
    'current_timestamp',
    'age(now())',
    'random()',
    'select max(oid) from pg_class',
  ])('is computed again where a derived table has %s', async (value) => {
    await derive(value)
    const receipt = await world.run({ dataset })
    expect(receipt.mode).toBe('full')
  })

  it('is recognised again after a held derived table was approved', async () => {
    await derive('label')
    await world.inSource(`update ${relation} set label = 'new' where id = 1`)
    const held = await world.attempt({ dataset, preview: true })
    await world.approve(held.runId)
    await world.attempt({ dataset, runId: held.runId })
    expect(await isSkipped()).toBe(true)
  })

  it('is a preview that has nothing to show', async () => {
    expect(await world.attempt({ dataset, preview: true })).toMatchObject({
      state: 'succeeded',
      receipt: { mode: 'fingerprint' },
    })
  })

  it('does without where the source cannot tell', async () => {
    const source: Source = {
      ...direct,
      openSnapshot: async (options) => {
        const snapshot = await direct.openSnapshot(options)
        return {
          id: snapshot.id,
          takenAt: snapshot.takenAt,
          describe: (tables) => snapshot.describe(tables),
          describeRelations: (tables) => snapshot.describeRelations(tables),
          read: (table, reading) => snapshot.read(table, reading),
          release: () => snapshot.release(),
        }
      },
    }
    expect((await world.run({ dataset, source })).mode).toBe('full')
  })
})

function swapLabels(relation: string): string {
  return `update ${relation} set label = case id when 1 then 'l2' else 'l1' end where id in (1, 2)`
}
