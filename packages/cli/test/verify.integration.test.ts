import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import { runWords } from './run-words.ts'

const definition = `
dataset: reclamos
title: { es: Reclamos, en: Complaints }
department: Regulación
source: { kind: database, connection: central, schema: public }
target: { schema: reclamos }
freshnessLimitMinutes: 60
tables:
  reclamo:
    columns:
      id_reclamo: integer not null
      motivo: text
    key: [id_reclamo]
  reclamante:
    columns: { ci: { type: text not null, masked: true }, numero: integer not null }
    key: [ci, numero]
`

describe('aaps-sync verify', () => {
  let source: TestDatabase
  let target: TestDatabase
  let directory: string

  beforeAll(async () => {
    ;[source, target] = await Promise.all([createTestDatabase(), createTestDatabase()])
    directory = await mkdtemp(join(tmpdir(), 'aaps-verify-'))
    await writeFile(join(directory, 'reclamos.yaml'), definition)
    await source.pool.query(`create table reclamo as
      select n as id_reclamo, 'motivo ' || n as motivo from generate_series(1, 50) n;
      create table reclamante (ci text, numero integer)`)
    await run(['migrate'])
    await target.pool.query(`insert into reclamos.reclamo
      select n, 'motivo ' || n from generate_series(1, 50) n`)
  })
  afterAll(async () => {
    await rm(directory, { recursive: true })
    await Promise.all([source.drop(), target.drop()])
  })

  const run = (words: readonly string[]) =>
    runWords(words, {
      TARGET_DATABASE_URL: target.url,
      SOURCE_CENTRAL_URL: source.url,
      CATALOG_DIR: directory,
    })

  it('says of each table that it is equal', async () => {
    expect(await run(['verify', 'reclamos'])).toMatchObject({
      exitCode: 0,
      printed: [
        'table       compared by  source rows  rejected  target rows  result',
        'reclamo     digests      50           0         50           equal',
        'reclamante  digests      0            0         0            equal',
      ],
    })
  })

  it('names the keys that differ and ends as refused, for people and for programs', async () => {
    await target.pool.query(`update reclamos.reclamo set motivo = 'x' where id_reclamo = 7`)
    const forPeople = await run(['verify', 'reclamos'])
    expect(forPeople.printed.slice(-2)).toEqual(['reclamo:', '  different  ["7"]'])
    expect(forPeople.exitCode).toBe(3)

    const forPrograms = await run(['verify', 'reclamos', '--json'])
    expect(forPrograms.exitCode).toBe(3)
    expect(forPrograms.printed).toHaveLength(1)
    expect(JSON.parse(forPrograms.printed[0] ?? '')).toMatchObject({
      dataset: 'reclamos',
      isEqual: false,
      tables: [
        { table: 'reclamo', total: 1, differences: [{ kind: 'different', key: ['7'] }] },
        { table: 'reclamante', total: 0 },
      ],
    })
  })

  it('hides the values of masked columns in the keys that differ', async () => {
    await source.pool.query(`insert into reclamante values ('4567890 LP', 1)`)
    for (const words of [[], ['--json']]) {
      const { printed } = await run(['verify', 'reclamos', ...words])
      expect(printed.join('')).toContain('["•••","1"]')
      expect(printed.join('')).not.toContain('4567890')
    }
  })

  it('fails, and names the code, when the source does not answer', async () => {
    const outcome = await runWords(['verify', 'reclamos'], {
      TARGET_DATABASE_URL: target.url,
      SOURCE_CENTRAL_URL: 'postgres://lector:secreta@127.0.0.1:1/central',
      CATALOG_DIR: directory,
    })
    expect(outcome.exitCode).toBe(1)
    expect(outcome.reason).toContain('SOURCE_UNREACHABLE')
    expect(outcome.reason).not.toContain('secreta')
  })

  it('takes an unknown dataset for wrong usage, and names those that there are', async () => {
    expect(await run(['verify', 'reclamo'])).toMatchObject({
      exitCode: 2,
      reason: 'There is no dataset "reclamo", but reclamos',
    })
  })
})
