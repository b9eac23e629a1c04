import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import { runWords, type Outcome } from './run-words.ts'

describe('aaps-sync sample', () => {
  const name = `aaps_test_${randomBytes(6).toString('hex')}`
  let target: TestDatabase

  beforeAll(async () => {
    target = await createTestDatabase()
    await target.pool.query(`comment on database ${target.name} is null`)
  })
  afterAll(async () => {
    await target.pool.query(`drop database if exists ${name}`)
    await target.drop()
  })

  const run = (): Promise<Outcome> => {
    const source = new URL(target.url)
    source.pathname = `/${name}`
    return runWords(['sample'], {
      TARGET_DATABASE_URL: target.url,
      SOURCE_SIIRAYS_URL: source.href,
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
    await target.pool.query('drop table parcels')
  })

  it('makes the sample for an empty target, and finds nothing to do when the target is full', async () => {
    const done = { exitCode: 0, printed: [`The sample SIIRAyS is in database ${name}`] }
    expect(await run()).toMatchObject(done)
    await target.pool.query('create table synchronised (id integer)')
    expect(await run()).toMatchObject(done)
    expect(await sampleExists()).toBe(true)
  }, 60_000)
})
