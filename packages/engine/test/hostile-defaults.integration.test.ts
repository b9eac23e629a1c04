import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createPostgresSource } from '@aaps-data/sources'
import { startPgbouncer, type TestDatabase } from '@aaps-data/testing'
import { createTargetDatabase } from '../src/index.ts'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

const columns = [
  'id integer',
  'at timestamptz',
  'day date',
  'bytes bytea',
  'span interval',
  'number double precision',
  'list text[]',
  'price money',
  'text text',
]

const hostile: Readonly<Record<string, string>> = {
  datestyle: 'SQL, DMY',
  timezone: 'Asia/Kathmandu',
  bytea_output: 'escape',
  intervalstyle: 'sql_standard',
  extra_float_digits: '-15',
  array_nulls: 'off',
  quote_all_identifiers: 'on',
  search_path: 'nowhere',
  default_transaction_isolation: 'serializable',
  default_transaction_read_only: 'on',
  default_transaction_deferrable: 'on',
  statement_timeout: '150ms',
  lock_timeout: '1ms',
  idle_in_transaction_session_timeout: '300ms',
}

describe('runSync under hostile defaults', () => {
  let world: SyncWorld
  const dataset = aDataset('hostile', [aTable('hostile', columns, { key: ['id'] })])
  const rows = (database: TestDatabase, schema: string) =>
    onPinnedSession(database, `select t::text as line from ${schema}.hostile as t order by id`)

  beforeAll(async () => {
    world = await createSyncWorld()
    await world.inSource(`create table hostile (${columns.join(', ')});
      insert into hostile select i, timestamptz '2024-03-10 06:59:59.123456Z' + i * interval '7 hours',
        date '2024-02-01' + i, decode(lpad(to_hex(i), 4, '0'), 'hex'),
        interval '1 mon -2 days 03:04:05.678', i / 3.0::double precision,
        array['NULL', null, E'a\\\\b'], i * 1.25, E'\\\\N ' || i
      from generate_series(1, 30000) i`)
    await world.migrate(dataset)
  })
  afterAll(() => world.drop())

  it('carries the same rows whatever the defaults of either database are', async () => {
    const source = createPostgresSource({ name: 'hostile', url: world.source.url })
    await setDefaults(world.source, hostile)
    await setDefaults(world.target, hostile)
    const target = createTargetDatabase({ url: world.target.url })
    try {
      await world.run({ dataset, source, target })
      expect(await rows(world.target, 'datos')).toEqual(await rows(world.source, 'public'))
      const again = await world.run({ dataset, source, target })
      expect(again.tables[0]).toMatchObject({ unchanged: 30000, updated: 0 })
    } finally {
      await target.destroy()
      await source.close()
    }
  })

  it('reads through PgBouncer in transaction mode and leaves no setting behind', async () => {
    const bouncer = await startPgbouncer({
      upstreamUrl: world.source.url,
      poolMode: 'transaction',
      poolSize: 1,
    })
    const source = createPostgresSource({ name: 'pooled', url: bouncer.url })
    try {
      const receipt = await world.run({ dataset, source })
      expect(receipt.tables[0]).toMatchObject({ unchanged: 30000, updated: 0 })
      await world.run({ dataset, source })
    } finally {
      await source.close()
      await bouncer.stop()
    }
  })
})

async function setDefaults(
  database: TestDatabase,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const client = await database.pool.connect()
  try {
    for (const [name, value] of Object.entries(settings)) {
      await client.query('set default_transaction_read_only = off')
      await client.query(
        `alter database ${database.name} set ${name} = ${value.includes(',') ? value : `'${value}'`}`,
      )
    }
  } finally {
    client.release()
  }
}

async function onPinnedSession(
  database: TestDatabase,
  sql: string,
): Promise<Record<string, unknown>[]> {
  const client = await database.pool.connect()
  try {
    await client.query(`set statement_timeout = 0; set datestyle = 'ISO'; set timezone = 'UTC';
      set bytea_output = 'hex'; set intervalstyle = 'postgres'; set extra_float_digits = 3;
      set lc_monetary = 'C'`)
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return rows
  } finally {
    client.release(true)
  }
}
