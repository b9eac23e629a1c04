import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset } from '@aaps-data/catalog'
import { createPostgresSource, type Snapshot, type Source } from '@aaps-data/sources'
import { verifyDataset } from '../src/index.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('verifyDataset', () => {
  let world: SyncWorld
  let source: Source
  const signal = new AbortController().signal

  beforeAll(async () => {
    world = await createSyncWorld()
    source = createPostgresSource({ name: 'test', url: world.source.url })
  })
  afterAll(async () => {
    await source.close()
    await world.drop()
  })

  const verify = (dataset: Dataset, from = source) =>
    verifyDataset({ dataset, source: from, target: world.knex, signal })

  it('finds three differences in 200,000 rows, of which few are named', async () => {
    const dataset = aDataset('large', [aTable('large', ['id bigint', 'v text'], { key: ['id'] })])
    await world.migrate(dataset)
    await world.inSource(
      `create table large as select n::integer as id, 'v' || n as v from generate_series(1, 200000) n`,
    )
    await world.inTarget(
      `insert into datos.large select n, 'v' || n from generate_series(1, 200000) n;
       delete from datos.large where id = 4711; update datos.large set v = 'x' where id = 7;
       insert into datos.large values (-1, null)`,
    )
    const counted = countKeys(source)

    expect(await verify(dataset, counted.source)).toEqual([
      {
        table: 'large',
        method: 'digests',
        sourceRows: 200_000,
        rejected: 0,
        targetRows: 200_000,
        isEqual: false,
        total: 3,
        differences: [
          { kind: 'extra', key: ['-1'], sourceRows: 0, targetRows: 1 },
          { kind: 'missing', key: ['4711'], sourceRows: 1, targetRows: 0 },
          { kind: 'different', key: ['7'], sourceRows: 1, targetRows: 1 },
        ],
      },
    ])
    // Three of 1,024 buckets, in two readings.
    expect(counted.keys()).toBeLessThan(2_000)
    expect(counted.levels()).toBe(2)
  })

  it('compares composite keys, rows without a key and NULLs', async () => {
    const dataset = aDataset('keys', [
      aTable('pair', ['a integer', 'b text', 'v numeric(10,4)'], { key: ['b', 'a'] }),
      aTable('bag', ['a integer', 'b text']),
    ])
    await world.migrate(dataset)
    await world.inSource(`
      create table pair (a integer, b text, v numeric(8,2));
      insert into pair values (1, 'x', 1.5), (1, 'y', null), (2, 'x', 2);
      create table bag (a integer, b text);
      insert into bag values (1, null), (1, null), (null, 'a,b'), (2, '')`)
    await world.run({ dataset })
    expect(await verify(dataset)).toMatchObject([
      { table: 'pair', method: 'digests', isEqual: true, sourceRows: 3, targetRows: 3 },
      { table: 'bag', method: 'digests', isEqual: true, sourceRows: 4, targetRows: 4 },
    ])

    await world.inTarget(`
      update datos.pair set v = 0 where a = 1 and b = 'y';
      delete from datos.bag where ctid = (select min(ctid) from datos.bag where a = 1);
      update datos.bag set b = null where a = 2`)
    expect(await verify(dataset)).toMatchObject([
      { total: 1, differences: [{ kind: 'different', key: ['y', '1'] }] },
      {
        total: 3,
        differences: [
          { kind: 'different', key: ['1', null], sourceRows: 2, targetRows: 1 },
          { kind: 'missing', key: ['2', ''] },
          { kind: 'extra', key: ['2', null] },
        ],
      },
    ])
  })

  it('stages what the two sides write in different ways, and derived tables; leaves nothing', async () => {
    const dataset = aDataset('staged', [
      aTable('document', ['id integer', 'body jsonb'], { key: ['id'] }),
      aTable('plain', ['id integer', 'v text'], { key: ['id'] }),
      {
        ...aTable('summary', ['v text', 'n bigint'], { key: ['v'] }),
        kind: 'derived',
        query: 'select v, count(*) from plain group by v',
      },
    ])
    await world.migrate(dataset)
    await world.inSource(`
      create table document (id integer, body json);
      insert into document values (1, '{"b": 1,   "a": 2}'), (2, null);
      create table plain (id integer, v text);
      insert into plain values (1, 'one'), (2, 'one'), (3, 'two')`)
    await world.run({ dataset })
    const before = await world.stagingTables()
    const equal = await verify(dataset)
    expect(equal).toMatchObject([
      { method: 'staging', reason: 'a column is of another type in the target', isEqual: true },
      { method: 'digests', isEqual: true },
      { method: 'staging', reason: 'the table is derived', isEqual: true },
    ])

    await world.inTarget(`
      update datos.document set body = '{"a": 3}' where id = 1;
      update datos.summary set n = 9 where v = 'one'`)
    expect(await verify(dataset)).toMatchObject([
      { differences: [{ kind: 'different', key: ['1'] }] },
      { isEqual: true },
      { differences: [{ kind: 'different', key: ['one'] }] },
    ])
    expect(await world.stagingTables()).toEqual(before)
  })

  it('refuses to call equal what the types of the target cannot hold', async () => {
    const dataset = aDataset('narrow', [aTable('narrow', ['id integer', 'v numeric(6,1)'])])
    await world.migrate(dataset)
    await world.inSource(
      'create table narrow (id integer, v numeric); insert into narrow values (1, 1.25)',
    )
    await world.inTarget('insert into datos.narrow values (1, 1.3)')
    await expect(verify(dataset)).rejects.toMatchObject({
      code: 'VALUE_NOT_CARRIED',
      details: { table: 'narrow', column: 'v', written: 'nothing' },
    })
  })

  it('counts rejected rows by themselves, and among those of the source', async () => {
    const table = aTable('lenient', ['id integer', 'v text'], { key: ['id'] })
    const rules = [{ kind: 'required', then: 'reject' }] as const
    const columns = table.columns.map((each) => (each.name === 'v' ? { ...each, rules } : each))
    const dataset = aDataset('lenient', [{ ...table, columns, maxRejects: 2 }])
    await world.migrate(dataset)
    await world.inSource(`create table lenient (id integer, v text);
      insert into lenient values (1, 'a'), (2, null), (3, null)`)
    await world.run({ dataset })
    expect(await verify(dataset)).toMatchObject([
      { isEqual: true, sourceRows: 3, rejected: 2, targetRows: 1, reason: 'rows may be rejected' },
    ])
  })

  it('does not report what a run between the two readings has put right', async () => {
    const dataset = aDataset('late', [aTable('late', ['id integer'], { key: ['id'] })])
    await world.migrate(dataset)
    await world.inSource('create table late as select 1 as id')
    let isFirst = true
    const slow: Source = {
      async openSnapshot(options) {
        const snapshot = await source.openSnapshot(options)
        return {
          ...snapshot,
          async release() {
            await snapshot.release()
            if (isFirst) await world.run({ dataset })
            isFirst = false
          },
        }
      },
      close: () => source.close(),
    }
    expect(await verify(dataset, slow)).toMatchObject([{ isEqual: true, targetRows: 1 }])
    expect(isFirst).toBe(false)
  })

  it('lets a run commit while it reads', async () => {
    const dataset = aDataset('beside', [
      aTable('beside', ['id integer', 'body jsonb'], { key: ['id'] }),
    ])
    await world.migrate(dataset)
    await world.inSource(`create table beside as select 1 as id, '{}'::json as body`)
    await world.run({ dataset })
    await world.inSource('insert into beside values (2, null)')
    let runs = 0
    const during: Source = {
      async openSnapshot(options) {
        const snapshot = await source.openSnapshot(options)
        const describe: Snapshot['describe'] = async (tables) => {
          // The verification has read the target's catalog by now, and keeps its locks.
          runs += 1
          await world.run({ dataset })
          return snapshot.describe(tables)
        }
        return { ...snapshot, describe }
      },
      close: () => source.close(),
    }
    expect(await verify(dataset, during)).toMatchObject([{ isEqual: true }])
    expect(runs).toBeGreaterThan(0)
  })

  it('ends at an abort with its reason', async () => {
    const dataset = aDataset('aborted', [aTable('large', ['id bigint', 'v text'], { key: ['id'] })])
    await world.migrate({ ...dataset, target: { schema: 'otros' } })
    const abort = new AbortController()
    const cutting: Source = {
      async openSnapshot(options) {
        const snapshot = await source.openSnapshot(options)
        return {
          ...snapshot,
          describe(tables) {
            setImmediate(() => abort.abort(new Error('Enough')))
            return snapshot.describe(tables)
          },
        }
      },
      close: () => source.close(),
    }
    await expect(
      verifyDataset({
        dataset: { ...dataset, target: { schema: 'otros' } },
        source: cutting,
        target: world.knex,
        signal: abort.signal,
      }),
    ).rejects.toThrow('Enough')
  })
})

/** The same source, which counts the keys that it named and the levels that it digested. */
function countKeys(source: Source): {
  readonly source: Source
  readonly keys: () => number
  readonly levels: () => number
} {
  let keys = 0
  let levels = 0
  return {
    keys: () => keys,
    levels: () => levels,
    source: {
      async openSnapshot(options) {
        const snapshot = await source.openSnapshot(options)
        const { rowDigests } = snapshot
        if (rowDigests === undefined) return snapshot
        return {
          ...snapshot,
          rowDigests: {
            ...rowDigests,
            digestBuckets(table, level) {
              levels += 1
              return rowDigests.digestBuckets(table, level)
            },
            async digestKeys(table, level) {
              const found = await rowDigests.digestKeys(table, level)
              keys += found.length
              return found
            },
          },
        }
      },
      close: () => source.close(),
    },
  }
}
