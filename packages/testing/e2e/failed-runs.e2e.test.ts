import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { changeSample, datasetsDirectory, markTarget } from '@aaps-data/siirays'
import type { SpawnedProcess } from '../src/index.ts'
import { createSystem, onDatabase, type RunningSystem } from './running-system.ts'
import { tableImages } from './table-images.ts'

describe('a run that cannot succeed', () => {
  let directory: string
  let system: RunningSystem
  let worker: SpawnedProcess | undefined
  let untouched: ReadonlyMap<string, string>

  beforeAll(async () => {
    directory = await unscheduledDatasets()
    system = await createSystem({ scale: 0.05, catalogDirectory: directory })
    await system.start('scheduler').waitForLine(/Scheduler started/)
    const first = await startWorker()
    await system.runIn(await system.request(), ['succeeded'])
    await first.kill()
    untouched = await tableImages(system.targetUrl, 'registro')
    await changeSample({ url: system.sourceUrl, seed: 5, inserts: 40, updates: 5, deletes: 5 })
  }, 60_000)
  afterEach(async () => {
    await worker?.kill()
    // A run that is tried again would hold the dataset before the next test's run.
    await system.rows(`select sync.cancel_queued('registro', 'test', 'test')`)
  })
  afterAll(async () => {
    await system.stop()
    await rm(directory, { recursive: true })
  }, 30_000)

  async function startWorker(env: Record<string, string> = {}): Promise<SpawnedProcess> {
    worker = system.start('worker', env)
    await worker.waitForLine(/Worker started/)
    return worker
  }
  const onSource = (sql: string) => onDatabase(system.sourceUrl, (client) => client.query(sql))
  const withUrl = (change: (url: URL) => void): string => {
    const url = new URL(system.sourceUrl)
    change(url)
    return url.href
  }
  const expectEnd = async (runId: string, state: string, code: string): Promise<void> => {
    const run = await system.runIn(runId, [state])
    expect(run['error']).toMatchObject({ code })
    expect(await tableImages(system.targetUrl, 'registro')).toEqual(untouched)
  }

  it('waits to be tried again while its source is down', async () => {
    await startWorker({ SOURCE_SIIRAYS_URL: withUrl((url) => (url.port = '1')) })
    await expectEnd(await system.request(), 'waiting', 'SOURCE_UNREACHABLE')
  })

  it('fails at once on a wrong password, which stands nowhere', async () => {
    const url = withUrl((one) => {
      one.username = 'nobody_of_this_name'
      one.password = 'tr0ub4dor'
    })
    const running = await startWorker({ SOURCE_SIIRAYS_URL: url })

    await expectEnd(await system.request(), 'failed', 'SOURCE_AUTH_FAILED')

    expect(running.lines.join('\n')).not.toContain('tr0ub4dor')
    const rows = await system.rows(
      `select (select json_agg(r) from sync.runs r)::text
         || (select json_agg(a) from sync.attempts a)::text as everything`,
    )
    expect(JSON.stringify(rows)).not.toContain('tr0ub4dor')
  })

  it('fails when the sample is to fill a target that this product did not make', async () => {
    const name = new URL(system.targetUrl).pathname.slice(1)
    await system.rows(`comment on database ${name} is 'somebody made it'`)
    try {
      await startWorker()
      await expectEnd(await system.request(), 'failed', 'CONFIG_INVALID')
    } finally {
      await markTarget({ url: system.targetUrl })
    }
  })

  it('fails when a table of the source is missing', async () => {
    await onSource('alter table sector rename to sector_elsewhere')
    try {
      await startWorker()
      await expectEnd(await system.request(), 'failed', 'SOURCE_TABLE_MISSING')
    } finally {
      await onSource('alter table sector_elsewhere rename to sector')
    }
  })

  it('fails when a column of the source is missing', async () => {
    await onSource('alter table epsa rename column web to pagina')
    try {
      await startWorker()
      await expectEnd(await system.request(), 'failed', 'SOURCE_COLUMN_MISSING')
    } finally {
      await onSource('alter table epsa rename column pagina to web')
    }
  })

  it('waits to be tried again while somebody holds a table of the target', async () => {
    await onDatabase(system.targetUrl, async (client) => {
      await client.query('begin; lock table registro.epsa in exclusive mode')
      await startWorker()
      const runId = await system.request()
      const run = await system.runIn(runId, ['waiting'])
      expect(run['error']).toMatchObject({ code: 'TARGET_LOCKED' })
      await client.query('rollback')
    })
    expect(await tableImages(system.targetUrl, 'registro')).toEqual(untouched)
  })

  it('fails at once for a dataset that nobody defined, where who asked sees it', async () => {
    const runId = await system.request({ key: 'unknown-dataset', dataset: 'catastro' })

    await expectEnd(runId, 'failed', 'DATASET_UNKNOWN')
  })

  it('cannot come of a key that was used for another request: the message is parked', async () => {
    await system.request({ key: 'used-twice', dataset: 'registro' })
    await system.request({ key: 'used-twice', dataset: 'catastro' })

    const parked = await system.takeParked()

    expect(parked).toMatchObject({ code: 'REQUEST_KEY_REUSED', id: 'used-twice' })
  })
})

/**
 * The product's datasets, which nobody runs but the tests, and where a run gives way soon to who
 * holds a table.
 */
async function unscheduledDatasets(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'aaps-catalog-'))
  await cp(datasetsDirectory, directory, { recursive: true })
  const file = join(directory, 'registro.yaml')
  const definition = await readFile(file, 'utf8')
  await writeFile(file, definition.replace(/^schedule: .*$/m, 'lockTimeoutSeconds: 2'))
  return directory
}
