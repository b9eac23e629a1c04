import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { loadCatalog } from '@aaps-data/catalog'
import { checkColumns, createTargetDatabase, migrateTarget } from '@aaps-data/engine'
import { createPostgresSource } from '@aaps-data/sources'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import { datasetsDirectory, loadSample } from '../src/index.ts'
import { createTestSample, type TestSample } from './test-sample.ts'

describe('the columns of the sample', () => {
  let sample: TestSample
  let database: TestDatabase
  beforeAll(async () => {
    ;[sample, database] = await Promise.all([createTestSample(), createTestDatabase()])
    await loadSample({ url: sample.url, scale: 0.01, seed: 1, seguimientoRows: 10 })
  })
  afterAll(() => Promise.all([sample.drop(), database.drop()]))

  const ofSiirays = [...loadCatalog(datasetsDirectory).values()].filter(
    ({ source }) => source.kind === 'database',
  )
  it.each(ofSiirays)(
    'are those that the dataset $name defines, and so are those of its target',
    async (dataset) => {
      const source = createPostgresSource({ name: 'siirays', url: sample.url })
      const target = createTargetDatabase({ url: database.url })
      const { signal } = new AbortController()
      try {
        await migrateTarget({ target, dataset, apply: true })
        const { errors, notices } = await checkColumns({ dataset, source, target, signal })
        expect({ drifts: errors.map(({ details }) => details['drifts']), notices }).toEqual({
          drifts: [],
          notices: [],
        })
        expect(dataset.drift).toBe('fail')
      } finally {
        await source.close()
        await target.destroy()
      }
    },
  )
})
