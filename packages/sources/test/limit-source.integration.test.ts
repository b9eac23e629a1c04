import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { resolveGuards, resolveLimits, type SourceTable } from '@aaps-data/catalog'
import type { RowForm } from '@aaps-data/contracts'
import { createTestDatabase, waitFor, type TestDatabase } from '@aaps-data/testing'
import { finished } from 'node:stream/promises'
import { createPostgresSource, limitSource, type Source } from '../src/index.ts'

const aTable = (relation: string): SourceTable => ({
  kind: 'source',
  name: relation,
  source: { schema: 'public', relation },
  key: [],
  references: [],
  guards: resolveGuards('derived', undefined, undefined),
  columns: [{ name: 'n', source: 'n', type: 'integer', nullable: true }],
})

describe('a source with limits', () => {
  let database: TestDatabase
  let direct: Source
  const { signal } = new AbortController()
  const noon = new Date('2026-11-24T12:00:00Z')
  const limited = (limits: Parameters<typeof resolveLimits>[0], now = () => noon) =>
    limitSource(direct, { name: 'siirays', limits: resolveLimits(limits), now })

  beforeAll(async () => {
    database = await createTestDatabase()
    direct = createPostgresSource({ name: 'siirays', url: database.url })
    await database.pool.query(`create table many as select generate_series(1, 100000) as n;
      create view slow as select n, pg_sleep(60)::text from generate_series(1, 2) as n`)
  })
  afterAll(async () => {
    await direct.close()
    await database.drop()
  })

  const connections = async () => {
    const { rows } = await database.pool.query<{ n: number }>(
      `select count(*)::integer as n from pg_stat_activity
       where datname = current_database() and application_name = 'aaps-sync'`,
    )
    return rows[0]?.n
  }

  it('lets a second snapshot wait for the connection of the first, and a reader go without', async () => {
    const source = limited({ maxConnections: 1 })
    const first = await source.openSnapshot({ signal })
    expect(await first.openReader?.()).toBeUndefined()
    let isOpen = false
    const second = source.openSnapshot({ signal }).then((snapshot) => {
      isOpen = true
      return snapshot
    })
    await database.pool.query('select pg_sleep(0.1)')
    expect(isOpen).toBe(false)
    expect(await connections()).toBe(1)
    await first.release()
    await first.release()
    await (await second).release()
  })

  it('gives up a wait that is aborted, and the place is not lost', async () => {
    const source = limited({ maxConnections: 1 })
    const first = await source.openSnapshot({ signal })
    const abort = new AbortController()
    const second = source.openSnapshot({ signal: abort.signal })
    abort.abort(new Error('not any more'))
    await expect(second).rejects.toThrow('not any more')
    await first.release()
    await (await source.openSnapshot({ signal })).release()
  })

  it('counts readers, and gives their connections back', async () => {
    const source = limited({ maxConnections: 3 })
    const snapshot = await source.openSnapshot({ signal })
    const reader = await snapshot.openReader?.()
    await snapshot.openReader?.()
    expect(await snapshot.openReader?.()).toBeUndefined()
    await reader?.release()
    expect(await snapshot.openReader?.()).toBeDefined()
    await snapshot.release()
    await waitFor(async () => (await connections()) === 0, { what: 'the connections to close' })
    const again = await Promise.all([1, 2, 3].map(() => source.openSnapshot({ signal })))
    await Promise.all(again.map((each) => each.release()))
  })

  it.each<RowForm>(['text', 'binary'])('gives no more rows of %s in a second', async (form) => {
    const source = limited({ maxRowsPerSecond: 200_000 })
    const snapshot = await source.openSnapshot({ signal })
    const beganMs = performance.now()
    const rows = snapshot.read(aTable('many'), { form })
    rows.resume()
    await finished(rows)
    // The last piece need not be waited for.
    expect(performance.now() - beganMs).toBeGreaterThan(350)
    await snapshot.release()
  })

  it('is not opened in its closed hours, and says until when', async () => {
    const closed = [{ from: '11:00', to: '13:30', timeZone: 'UTC' }]
    await expect(limited({ closed }).openSnapshot({ signal })).rejects.toMatchObject({
      code: 'SOURCE_CLOSED',
      details: { source: 'siirays', until: '2026-11-24T13:30:00.000Z' },
    })
  })

  it('ends a snapshot when its closed hours begin, whatever it is doing', async () => {
    const closed = [{ from: '12:00', to: '13:00', timeZone: 'UTC' }]
    const offsetMs = new Date('2026-11-24T11:59:59Z').getTime() - Date.now()
    const source = limited({ closed }, () => new Date(Date.now() + offsetMs))
    const snapshot = await source.openSnapshot({ signal })
    const rows = snapshot.read(aTable('slow'))
    rows.resume()
    await expect(finished(rows)).rejects.toMatchObject({
      code: 'SOURCE_CLOSED',
      details: { until: '2026-11-24T13:00:00.000Z' },
    })
    await snapshot.release()
  })

  it('ends a snapshot that is held too long', async () => {
    const limits = { ...resolveLimits(undefined), maxSnapshotMinutes: 1 / 120 }
    const source = limitSource(direct, { name: 'siirays', limits, now: () => noon })
    const snapshot = await source.openSnapshot({ signal })
    const rows = snapshot.read(aTable('slow'))
    rows.resume()
    await expect(finished(rows)).rejects.toMatchObject({ code: 'SNAPSHOT_TOO_LONG' })
    await snapshot.release()
    await waitFor(async () => (await connections()) === 0, { what: 'the connections to close' })
  })
})
