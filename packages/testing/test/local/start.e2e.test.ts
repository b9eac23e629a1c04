import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  createTestDatabase,
  createTestVhost,
  spawnNode,
  type SpawnedProcess,
  type TestDatabase,
  type TestVhost,
} from '@aaps-data/testing'
import { readStackState } from '../../../../deploy/local/stack-state.ts'

const repository = join(__dirname, '..', '..', '..', '..')

describe('npm start with servers that were given', () => {
  let directory: string
  let files: string
  let target: TestDatabase
  let source: TestDatabase
  let vhost: TestVhost

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'aaps-start-'))
    files = mkdtempSync(join(tmpdir(), 'aaps-start-files-'))
    ;[target, source, vhost] = await Promise.all([
      createTestDatabase(),
      createTestDatabase(),
      createTestVhost(),
    ])
  })

  afterAll(async () => {
    await Promise.all([target.drop(), source.drop(), vhost.drop()])
    for (const each of [directory, files]) rmSync(each, { recursive: true })
  })

  const start = (given: Readonly<Record<string, string>>): SpawnedProcess =>
    spawnNode({
      // Not the command tsx: under load it lets a program no time to end after a signal.
      nodeOptions: ['--import', 'tsx', '-C', '@aaps-data/source'],
      file: join(repository, 'deploy', 'local', 'start.ts'),
      env: { AAPS_LOCAL_DIR: directory, ...given },
    })
  const relationsOf = async ({ pool }: TestDatabase): Promise<unknown[]> => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `select table_schema, table_name from information_schema.tables
        where table_schema not in ('pg_catalog', 'information_schema')`,
    )
    return rows
  }

  it('refuses a database without a source: its tables would become those of the sample', async () => {
    const started = start({ DATABASE_URL: target.url, AMQP_URL: vhost.url })
    const line = await started.waitForLine(/DATABASE_URL .* SOURCE_SIIRAYS_URL/)
    await once(started.process, 'exit')
    expect(started.process.exitCode).toBe(1)
    expect(line).toContain(
      'Set SOURCE_SIIRAYS_URL to your SIIRAyS and SOURCE_SARH_URL to the folder',
    )
    expect(await relationsOf(target)).toEqual([])
    expect(readdirSync(directory)).toEqual([])
  })

  it('serves the page, loads nothing into the source, and ends with 0 by SIGTERM', async () => {
    const started = start({
      DATABASE_URL: target.url,
      SOURCE_SIIRAYS_URL: source.url,
      SOURCE_SARH_URL: pathToFileURL(files).href,
      AMQP_URL: vhost.url,
    })
    const line = await started.waitForLine(/^ *Page /, { timeoutMs: 60_000 })
    const page = await fetch(`${line.trim().split(/\s+/)[1]}/healthz`)
    expect(page.status).toBe(200)
    expect(readStackState(directory)).not.toHaveProperty('postgres')
    expect(await started.stop({ timeoutMs: 40_000 })).toBe(0)
    expect(await relationsOf(source)).toEqual([])
    expect(readdirSync(files)).toEqual([])
  }, 120_000)
})
