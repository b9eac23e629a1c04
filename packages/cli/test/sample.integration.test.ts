import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import { buildProgram } from '../src/index.ts'

describe('aaps-sync sample', () => {
  const name = `aaps_test_${randomBytes(6).toString('hex')}`
  let target: TestDatabase
  let printed: string[] = []
  let refusals: (string | undefined)[] = []

  beforeAll(async () => {
    target = await createTestDatabase()
    await target.pool.query(`comment on database ${target.name} is null`)
  })
  afterAll(async () => {
    await target.pool.query(`drop database if exists ${name}`)
    await target.drop()
  })

  const run = async (targetUrl = target.url): Promise<void> => {
    printed = []
    refusals = []
    const source = new URL(target.url)
    source.pathname = `/${name}`
    await buildProgram({
      env: { TARGET_DATABASE_URL: targetUrl, SOURCE_SIIRAYS_URL: source.href },
      print: (line) => printed.push(line),
      refuse: (reason) => refusals.push(reason),
    }).parseAsync(['sample'], { from: 'user' })
  }
  const sampleExists = async (): Promise<boolean> => {
    const { rowCount } = await target.pool.query('select from pg_database where datname = $1', [
      name,
    ])
    return rowCount === 1
  }

  it('refuses a target that holds something of somebody, and makes nothing', async () => {
    await target.pool.query('create table parcels (id integer)')
    await run()
    expect(refusals).toEqual([
      expect.stringContaining(`Database ${target.name} is neither empty nor marked`),
    ])
    expect(await sampleExists()).toBe(false)
    await target.pool.query('drop table parcels')
  })

  it('makes the sample for an empty target, and finds nothing to do when the target is full', async () => {
    await run()
    await target.pool.query('create table synchronised (id integer)')
    await run()

    expect(refusals).toEqual([])
    expect(printed).toEqual([`The sample SIIRAyS is in database ${name}`])
    expect(await sampleExists()).toBe(true)
  }, 60_000)
})
