import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { spawnNode, type SpawnedProcess } from '@aaps-data/testing'

const repository = join(__dirname, '..', '..', '..', '..')

describe('finding a program', () => {
  let cache: string

  beforeAll(() => {
    cache = mkdtempSync(join(tmpdir(), 'aaps-cache-'))
  })

  afterAll(() => {
    rmSync(cache, { recursive: true })
  })

  const find = (env: Record<string, string>): SpawnedProcess =>
    spawnNode({
      nodeOptions: ['--import', 'tsx', '-C', '@aaps-data/source'],
      file: join(repository, 'deploy', 'local', 'cli.ts'),
      args: ['find', 'psql'],
      env: { AAPS_CACHE_DIR: cache, ...env },
    })

  it('takes the one that the variable names', async () => {
    const line = await find({ PSQL_PATH: process.execPath }).waitForLine(/^\{/)
    expect(JSON.parse(line)).toEqual({ command: process.execPath, env: {} })
  })

  it('says so when the variable names no program', async () => {
    const tool = find({ PSQL_PATH: '/nowhere/psql' })
    expect(await tool.waitForLine(/psql/)).toBe(
      'PSQL_PATH names /nowhere/psql, which is not a program that can be run.',
    )
  })

  it('names the variable when there is neither the program nor apt', async () => {
    const tool = find({ AAPS_IGNORE_SYSTEM_PACKAGES: '1', PATH: '/nowhere' })
    expect(await tool.waitForLine(/could not be fetched/)).toMatch(
      /^postgresql-client could not be fetched without root .* or set PSQL_PATH to the program\.$/,
    )
  })
})
