import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import { CommanderError } from 'commander'
import { buildProgram } from '../src/index.ts'

const definition = `
dataset: reclamos
title: { es: Reclamos, en: Complaints }
department: Regulación
source: { kind: postgres, connection: central, schema: public }
target: { schema: reclamos }
freshnessLimitMinutes: 60
tables:
  reclamo:
    columns: { id_reclamo: integer not null, motivo: text }
    key: [id_reclamo]
`

describe('aaps-sync verify', () => {
  let source: TestDatabase
  let target: TestDatabase
  let directory: string
  let printed: string[] = []
  let refusals: (string | undefined)[] = []

  beforeAll(async () => {
    ;[source, target] = await Promise.all([createTestDatabase(), createTestDatabase()])
    directory = await mkdtemp(join(tmpdir(), 'aaps-verify-'))
    await writeFile(join(directory, 'reclamos.yaml'), definition)
    await source.pool.query(`create table reclamo as
      select n as id_reclamo, 'motivo ' || n as motivo from generate_series(1, 50) n`)
    await run(['migrate'])
    await target.pool.query(`insert into reclamos.reclamo
      select n, 'motivo ' || n from generate_series(1, 50) n`)
  })
  afterAll(async () => {
    await rm(directory, { recursive: true })
    await Promise.all([source.drop(), target.drop()])
  })
  beforeEach(() => {
    printed = []
    refusals = []
  })

  const run = (words: string[]) =>
    buildProgram({
      env: {
        TARGET_DATABASE_URL: target.url,
        SOURCE_CENTRAL_URL: source.url,
        CATALOG_DIR: directory,
      },
      print: (line) => printed.push(line),
      refuse: (reason) => refusals.push(reason),
    }).parseAsync(words, { from: 'user' })

  it('says of each table that it is equal', async () => {
    await run(['verify', 'reclamos'])
    expect(printed).toEqual([
      'table    compared by  source rows  target rows  result',
      'reclamo  digests      50           50           equal',
    ])
    expect(refusals).toEqual([])
  })

  it('names the keys that differ and ends as refused, for people and for programs', async () => {
    await target.pool.query(`update reclamos.reclamo set motivo = 'x' where id_reclamo = 7`)
    await run(['verify', 'reclamos'])
    expect(printed.slice(-2)).toEqual(['reclamo:', '  different  ["7"]'])
    expect(refusals).toEqual([undefined])

    printed = []
    await run(['verify', 'reclamos', '--json'])
    expect(printed).toHaveLength(1)
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({
      dataset: 'reclamos',
      isEqual: false,
      tables: [{ table: 'reclamo', total: 1, differences: [{ kind: 'different', key: ['7'] }] }],
    })
    expect(refusals).toHaveLength(2)
  })

  it('takes an unknown dataset for wrong usage, and names those that there are', async () => {
    const failure = run(['verify', 'reclamo'])
    await expect(failure).rejects.toBeInstanceOf(CommanderError)
    await expect(failure).rejects.toThrow('There is no dataset "reclamo", but reclamos')
  })
})
