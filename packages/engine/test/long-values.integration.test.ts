import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('a change of a long value', () => {
  let world: SyncWorld
  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  const md5 = (value: string | Buffer) => createHash('md5').update(value).digest('hex')

  it('is kept with its beginning, its length and its digest', async () => {
    const dataset = aDataset('long_values', [
      aTable('long_values', ['id integer', 'v text', 'b bytea'], { key: ['id'] }),
    ])
    const [exact, long] = ['x'.repeat(100_000), 'ñ'.repeat(150_000)]
    const bytes = Buffer.alloc(100_001, 7)
    await world.inSource('create table long_values (id integer, v text, b bytea)')
    await world.source.pool.query(
      `insert into long_values values (1, $1, '\\x01'), (2, $2, $3), (3, null, null)`,
      [exact, long, bytes],
    )
    await world.migrate(dataset)
    const { runId } = await world.attempt({ dataset })

    const rows = await world.inTarget(
      `select after from sync.changes where run_id = '${runId}' order by key ->> 'id'`,
    )
    const hex = `\\x${bytes.subarray(0, 100_000).toString('hex')}`
    expect(rows.map(({ after }) => after)).toEqual([
      { id: '1', v: exact, b: '\\x01' },
      {
        id: '2',
        v: `${long.slice(0, 100_000)}… [150000 · ${md5(long)}]`,
        b: `${hex}… [100001 · ${md5(bytes)}]`,
      },
      { id: '3', v: null, b: null },
    ])
  })

  it('is carried and kept although it is longer than JSON can hold', async () => {
    const dataset = aDataset('huge_values', [
      aTable('huge_values', ['id integer', 'v text'], { key: ['id'] }),
    ])
    await world.inSource(
      `create table huge_values as select 1 as id, repeat('x', 280 * 1024 * 1024) as v`,
    )
    await world.migrate(dataset)
    const { runId } = await world.attempt({ dataset })
    expect(
      await world.inTarget(
        `select length(after ->> 'v') as kept, length(v) as carried
         from sync.changes, datos.huge_values where run_id = '${runId}'`,
      ),
    ).toMatchObject([{ kept: 100_048, carried: 280 * 1024 * 1024 }])
  }, 60_000)
})
