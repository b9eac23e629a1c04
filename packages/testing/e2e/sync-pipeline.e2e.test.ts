import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RunMode } from '@aaps-data/contracts'
import { changeSample } from '@aaps-data/siirays'
import { waitFor } from '../src/index.ts'
import { createSystem, type RunningSystem } from './running-system.ts'
import { tableImages } from './table-images.ts'

describe('a synchronisation, from the request to the target', () => {
  let system: RunningSystem

  beforeAll(async () => {
    system = await createSystem({ scale: 0.1 })
    const scheduler = system.start('scheduler')
    const worker = system.start('worker')
    await scheduler.waitForLine(/Scheduler started/)
    await worker.waitForLine(/Worker started/)
  }, 60_000)
  afterAll(() => system.stop(), 30_000)

  it('makes the 38 tables equal to the source, and one document per EPSA', async () => {
    const run = await system.runIn(await system.request(), ['succeeded', 'failed'])

    expect(run['error']).toBeNull()
    expect(await tableImages(system.targetUrl, 'registro')).toEqual(
      await tableImages(system.sourceUrl, 'public'),
    )
    const [counts] = await system.rows(
      `select (select count(*) from registro.epsa) as epsas,
         (select count(*) from registro.epsa_documento) as documents`,
    )
    expect(counts?.['documents']).toBe(counts?.['epsas'])
    const receipt = await system.rows(
      'select table_name from sync.receipt_tables where source_digest = target_digest',
    )
    expect(receipt).toHaveLength(39)
  }, 60_000)

  it('touches no row when the source has not changed', async () => {
    const before = await rowVersions(system)

    const run = await system.runIn(await system.request(), ['succeeded', 'failed'])

    expect(run).toMatchObject({ state: 'succeeded', inserted: '0', updated: '0', deleted: '0' })
    expect(await rowVersions(system)).toEqual(before)
  }, 60_000)

  it('carries a change over, and nothing else', async () => {
    await changeSample({ url: system.sourceUrl, seed: 7, inserts: 3, updates: 12, deletes: 3 })

    const run = await system.runIn(await system.request(), ['succeeded', 'failed'])

    expect(run['state']).toBe('succeeded')
    expect(Number(run['inserted'])).toBeGreaterThan(0)
    expect(await tableImages(system.targetUrl, 'registro')).toEqual(
      await tableImages(system.sourceUrl, 'public'),
    )
  }, 60_000)

  it('carries the time series over as well, with what changes in it', async () => {
    const run = async (mode: RunMode) =>
      await system.runIn(await system.request({ dataset: 'seguimiento', mode }), [
        'succeeded',
        'failed',
      ])
    const first = await run('full')
    await changeSample({
      url: system.sourceUrl,
      seed: 8,
      inserts: 30,
      updates: 20,
      deletes: 5,
      seguimientoShare: 1,
    })
    const second = await run('incremental')
    // A row that is gone has no cursor to be read by.
    const third = await run('full')

    expect([first['error'], second['error'], third['error']]).toEqual([null, null, null])
    expect(second).toMatchObject({ inserted: '30', updated: '20', deleted: '0' })
    expect(third).toMatchObject({ inserted: '0', updated: '0', deleted: '5' })
    expect(await tableImages(system.targetUrl, 'seguimiento')).toEqual(
      await tableImages(system.sourceUrl, 'seguimiento'),
    )
  }, 60_000)

  it('runs once when the same request comes ten times', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => system.request({ key: 'once' })))
    expect(new Set(ids).size).toBe(1)

    const run = await system.runIn(ids[0] ?? '', ['succeeded', 'failed'])

    expect(run).toMatchObject({ state: 'succeeded', attempt: 1 })
  }, 60_000)

  it('leaves no staging and no message behind', async () => {
    const left = await waitFor(
      async () => {
        const [count] = await system.rows(
          `select (select count(*)::int from pg_tables where schemaname = 'sync_staging') as staging,
             (select count(*)::int from sync.outbox) as messages`,
        )
        return count?.['staging'] === 0 && count['messages'] === 0 ? count : undefined
      },
      { what: 'staging and outbox to be empty' },
    )
    expect(left).toEqual({ staging: 0, messages: 0 })
  })
})

/** Where each row of the target lies and which transaction wrote it. */
async function rowVersions(system: RunningSystem): Promise<Record<string, unknown>[]> {
  const tables = await system.rows(
    `select tablename from pg_tables where schemaname = 'registro' order by tablename`,
  )
  const versions = await Promise.all(
    tables.map(({ tablename }) =>
      system.rows(
        `select '${String(tablename)}' as table, count(*), max(xmin::text::bigint),
           md5(string_agg(ctid::text || xmin::text, ',' order by ctid)) as versions
         from registro."${String(tablename)}"`,
      ),
    ),
  )
  return versions.flat()
}
