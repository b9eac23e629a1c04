import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import {
  guardSampleSource,
  markEmptyTarget,
  markTarget,
  TargetNotEmptyError,
} from '../src/index.ts'
import { createTestSample, type TestSample } from './test-sample.ts'

let sample: TestSample
let target: TestDatabase

beforeAll(async () => {
  sample = await createTestSample()
  target = await createTestDatabase()
})

afterAll(async () => {
  await Promise.all([sample.drop(), target.drop()])
})

const setComment = (comment: string | null) =>
  target.pool.query(
    `comment on database ${target.name} is ${comment === null ? 'null' : `'${comment}'`}`,
  )

/** A source whose snapshots are counted while they are open. */
function countedSource() {
  let open = 0
  return {
    openCount: () => open,
    openSnapshot: (id: string) => {
      open += 1
      const release = () => {
        open -= 1
        return Promise.resolve()
      }
      return Promise.resolve({ id, release })
    },
    close: () => Promise.resolve(),
  }
}

describe('guardSampleSource', () => {
  it('keeps the sample out of a database that this product did not make', async () => {
    await setComment('the register of AAPS')
    const source = countedSource()
    const urls = { sourceUrl: sample.url, targetUrl: target.url }

    await expect(guardSampleSource(source, urls).openSnapshot('one')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      details: { faults: [{ variable: 'TARGET_DATABASE_URL' }] },
    })
    expect(source.openCount()).toBe(0)
  })

  it('lets the sample into a marked database, and any other source into any', async () => {
    const other = await createTestDatabase()
    try {
      await setComment(null)
      const fromOther = { sourceUrl: other.url, targetUrl: target.url }
      const passed = await guardSampleSource(countedSource(), fromOther).openSnapshot('two')
      expect(passed.id).toBe('two')

      await markTarget({ url: target.url })
      const fromSample = { sourceUrl: sample.url, targetUrl: target.url }
      const source = countedSource()
      await guardSampleSource(source, fromSample).openSnapshot('three')
      expect(source.openCount()).toBe(1)
    } finally {
      await other.drop()
    }
  })

  it('knows the sample by a login that may read nothing of it', async () => {
    await setComment(null)
    const url = new URL(sample.url)
    url.username = `aaps_test_${randomBytes(6).toString('hex')}`
    url.password = randomBytes(12).toString('hex')
    await sample.pool.query(`create role ${url.username} login password '${url.password}'`)
    try {
      const urls = { sourceUrl: url.href, targetUrl: target.url }
      await expect(
        guardSampleSource(countedSource(), urls).openSnapshot('four'),
      ).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    } finally {
      await sample.pool.query(`drop role ${url.username}`)
    }
  })

  it('is for the next attempt when the source cannot be asked', async () => {
    const urls = { sourceUrl: 'postgres://127.0.0.1:1/x', targetUrl: target.url }
    await expect(
      guardSampleSource(countedSource(), urls).openSnapshot('five'),
    ).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE', disposition: 'retry' })
  })
})

describe('markEmptyTarget', () => {
  it('refuses a database that holds a table, unless it bears the mark', async () => {
    await setComment(null)
    await target.pool.query('create schema kept create table rows (id integer)')

    await expect(markEmptyTarget({ url: target.url })).rejects.toThrow(TargetNotEmptyError)
    await markTarget({ url: target.url })
    await markEmptyTarget({ url: target.url })

    await target.pool.query('drop schema kept cascade')
  })

  it('marks an empty database', async () => {
    await setComment(null)
    await markEmptyTarget({ url: target.url })

    const urls = { sourceUrl: sample.url, targetUrl: target.url }
    const snapshot = await guardSampleSource(countedSource(), urls).openSnapshot('six')
    expect(snapshot.id).toBe('six')
  })
})
