import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import { runWords, type Outcome } from './run-words.ts'

describe('aaps-sync sample', () => {
  const name = `aaps_test_${randomBytes(6).toString('hex')}`
  let target: TestDatabase
  let folder: string

  beforeAll(async () => {
    target = await createTestDatabase()
    folder = await mkdtemp(join(tmpdir(), 'sample-files-'))
    await target.pool.query(`comment on database ${target.name} is null`)
  })
  afterAll(async () => {
    await target.pool.query(`drop database if exists ${name}`)
    await target.drop()
    await rm(folder, { recursive: true })
  })

  const run = (): Promise<Outcome> => {
    const source = new URL(target.url)
    source.pathname = `/${name}`
    return runWords(['sample'], {
      TARGET_DATABASE_URL: target.url,
      SOURCE_SIIRAYS_URL: source.href,
      SOURCE_SARH_URL: pathToFileURL(folder).href,
    })
  }
  const sampleExists = async (): Promise<boolean> => {
    const { rowCount } = await target.pool.query('select from pg_database where datname = $1', [
      name,
    ])
    return rowCount === 1
  }

  it('refuses a target that holds something of somebody, and makes nothing', async () => {
    await target.pool.query('create table parcels (id integer)')
    expect(await run()).toMatchObject({
      exitCode: 3,
      reason: expect.stringContaining(
        `Database ${target.name} is neither empty nor marked`,
      ) as unknown,
    })
    expect(await sampleExists()).toBe(false)
    expect(await readdir(folder)).toEqual([])
    await target.pool.query('drop table parcels')
  })

  it('makes the sample for an empty target, and finds nothing to do when the target is full', async () => {
    const done = {
      exitCode: 0,
      printed: [`The sample SIIRAyS is in database ${name}`, `The sample files are in ${folder}`],
    }
    expect(await run()).toMatchObject(done)
    await target.pool.query('create table synchronised (id integer)')
    expect(await run()).toMatchObject(done)
    expect(await sampleExists()).toBe(true)
    expect((await readdir(folder)).sort()).toEqual(['.aaps-data-sync-sample', 'sarh.xlsx'])
  }, 60_000)
})
