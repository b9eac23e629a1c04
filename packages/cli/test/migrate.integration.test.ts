import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import { runWords, type Outcome } from './run-words.ts'

const definition = (columns: string) => `
dataset: reclamos
title: { es: Reclamos, en: Complaints }
department: Regulación
source: { kind: database, connection: central, schema: public }
target: { schema: reclamos }
freshnessLimitMinutes: 60
tables:
  reclamo:
    columns: { ${columns} }
    key: [id_reclamo]
`

describe('aaps-sync migrate', () => {
  let target: TestDatabase
  let directory: string

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aaps-migrate-'))
  })
  afterAll(() => rm(directory, { recursive: true }))
  beforeEach(async () => {
    target = await createTestDatabase()
    await define('id_reclamo: integer not null, motivo: varchar(20)')
  })
  afterEach(() => target.drop())

  const define = (columns: string) =>
    writeFile(join(directory, 'reclamos.yaml'), definition(columns))
  const migrate = (words: readonly string[] = [], context = {}): Promise<Outcome> =>
    runWords(
      ['migrate', ...words],
      { TARGET_DATABASE_URL: target.url, CATALOG_DIR: directory },
      context,
    )
  const jsonOf = ({ printed }: Outcome): unknown => JSON.parse(printed.join(''))

  it('shows each step with its statement, does it, and finds nothing to do the second time', async () => {
    const first = await migrate()
    expect(first).toMatchObject({ exitCode: 0, noted: [] })
    expect(first.printed).toEqual([
      expect.stringMatching(/^ledger: to be done: 0001-tables, /),
      'reclamos: to be done',
      '  create schema sync_staging',
      '    create schema if not exists "sync_staging";',
      '  create schema reclamos',
      '    create schema if not exists "reclamos";',
      '  create table reclamos.reclamo, 2 columns',
      expect.stringMatching(/^ {4}create table "reclamos"."reclamo" \(.*\);$/),
      '  note that reclamos.reclamo belongs to reclamos',
      expect.stringContaining('comment on table'),
      'ledger: done',
      'reclamos: done',
    ])
    expect((await migrate()).printed).toEqual(['ledger: up to date', 'reclamos: up to date'])
  })

  it('does what several datasets need in an empty database', async () => {
    const other = join(directory, 'otros.yaml')
    await writeFile(
      other,
      definition('id_reclamo: integer not null').replaceAll(/: reclamos/g, ': otros'),
    )
    try {
      const outcome = await migrate()
      expect(outcome).toMatchObject({ exitCode: 0, noted: [] })
      expect(outcome.printed).toEqual(expect.arrayContaining(['otros: done', 'reclamos: done']))
    } finally {
      await rm(other)
    }
  })

  it('changes nothing in a dry run', async () => {
    const outcome = await migrate(['--dry-run'])
    expect(outcome).toMatchObject({ exitCode: 0 })
    expect(outcome.printed).toContain('reclamos: to be done')
    const { rows } = await target.pool.query(
      `select to_regnamespace('sync') as ledger, to_regnamespace('reclamos') as tables`,
    )
    expect(rows).toEqual([{ ledger: null, tables: null }])
  })

  it('asks where somebody can answer, and does nothing without a yes', async () => {
    const questions: string[] = []
    const answering = (answer: boolean) => ({
      confirm: (question: string) => {
        questions.push(question)
        return Promise.resolve(answer)
      },
    })
    expect(await migrate([], answering(false))).toMatchObject({
      exitCode: 3,
      noted: ['Nothing was changed'],
    })
    expect(await migrate(['--dry-run'], answering(false))).toMatchObject({ exitCode: 0 })
    expect(await migrate([], answering(true))).toMatchObject({ exitCode: 0 })
    expect(await migrate([], answering(false))).toMatchObject({ exitCode: 0 })
    expect(questions).toEqual(['Do this?', 'Do this?'])

    await define('id_reclamo: integer not null, motivo: text')
    expect(await migrate(['--yes'], answering(false))).toMatchObject({ exitCode: 0 })
  })

  it('refuses what could lose data, says what a person could run, and changes nothing', async () => {
    await migrate()
    await define('id_reclamo: integer not null, motivo: varchar(5), anexo: text')

    const outcome = await migrate()
    expect(outcome).toMatchObject({ exitCode: 3 })
    expect(outcome.printed).toEqual([
      'ledger: up to date',
      'reclamos: refused, nothing was done',
      expect.stringMatching(/^ {2}reclamos.reclamo.motivo is character varying\(20\), /),
      '    An administrator who has looked at the data could run:',
      '    alter table "reclamos"."reclamo" alter column "motivo" type varchar(5) using "motivo"::varchar(5);',
    ])
    const report = jsonOf(await migrate(['--json']))
    expect(report).toMatchObject({
      ledger: { migrations: [], isApplied: false },
      datasets: [
        {
          dataset: 'reclamos',
          outcome: 'refused',
          steps: [{ what: 'add column reclamos.reclamo.anexo text' }],
          faults: [{ statement: expect.stringContaining('alter column "motivo"') as unknown }],
        },
      ],
    })
    const { rows } = await target.pool.query(
      `select from information_schema.columns where table_schema = 'reclamos'`,
    )
    expect(rows).toHaveLength(2)
  })

  it('says what is left until a run has filled a column, and is done nevertheless', async () => {
    await migrate()
    await target.pool.query(`insert into reclamos.reclamo values (1, null)`)
    await define('id_reclamo: integer not null, motivo: varchar(20) not null')
    const outcome = await migrate()
    expect(outcome).toMatchObject({ exitCode: 0 })
    expect(outcome.printed).toEqual([
      'ledger: up to date',
      'reclamos: nothing to be done yet',
      expect.stringMatching(/^ {2}reclamos.reclamo.motivo is to take no nulls and holds some: /),
      '    These rows are in the way:',
      '    select * from "reclamos"."reclamo" where "motivo" is null;',
    ])
    expect(jsonOf(await migrate(['--json']))).toMatchObject({
      datasets: [{ outcome: 'unfinished', steps: [], faults: [], left: [{}] }],
    })
    await target.pool.query(`delete from reclamos.reclamo`)
    expect((await migrate()).printed.at(-1)).toBe('reclamos: done')
  })

  it('leaves a dataset alone while a run of it is under way', async () => {
    await migrate()
    await target.pool.query(
      `insert into sync.datasets (name, run_id, lease_until)
       values ('reclamos', gen_random_uuid(), now() + interval '1 minute')
       on conflict (name) do update set run_id = excluded.run_id, lease_until = excluded.lease_until`,
    )
    await define('id_reclamo: integer not null, motivo: text')
    const outcome = await migrate()
    expect(outcome).toMatchObject({ exitCode: 3 })
    expect(outcome.printed.at(-1)).toBe('reclamos: a run is under way; try again when it has ended')
  })

  it('takes an unknown dataset for wrong usage, and names those that there are', async () => {
    expect(await migrate(['reclamo'])).toMatchObject({
      exitCode: 2,
      reason: 'There is no dataset "reclamo", but reclamos',
    })
  })
})
