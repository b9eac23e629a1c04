import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import { buildProgram } from '../src/index.ts'

describe('aaps-sync', () => {
  let database: TestDatabase
  let printed: string[] = []
  let refusals: (string | undefined)[] = []

  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())
  beforeEach(() => {
    printed = []
    refusals = []
  })

  const run = (words: string[], env: Record<string, string> = {}) =>
    buildProgram({
      env: { TARGET_DATABASE_URL: database.url, ...env },
      print: (line) => printed.push(line),
      refuse: (reason) => refusals.push(reason),
    }).parseAsync(words, { from: 'user' })

  it('migrates an empty database, and finds nothing to do the second time', async () => {
    await run(['migrate'])
    expect(printed.slice(1)).toEqual([
      expect.stringMatching(/^registro: \d+ statements applied$/),
      expect.stringMatching(/^seguimiento: \d+ statements applied$/),
    ])
    const { rows } = await database.pool.query<{ count: string }>(
      `select count(*) from pg_tables where schemaname = 'registro'`,
    )
    expect(rows[0]?.count).toBe('39')

    printed = []
    await run(['migrate'])
    expect(printed).toEqual([
      'ledger: up to date',
      'registro: up to date',
      'seguimiento: up to date',
    ])
    expect(refusals).toEqual([])
  })

  it('changes nothing that may hold data, and says what it would lose', async () => {
    await database.pool.query('alter table registro.epsa alter column nombre_epsa type varchar(5)')

    await run(['migrate'])

    expect(refusals).toHaveLength(1)
    expect(printed.join('\n')).toContain('nombre_epsa')
    await database.pool.query('alter table registro.epsa alter column nombre_epsa type text')
  })

  it('leaves a dataset alone while a run of it is under way', async () => {
    await database.pool.query(
      `insert into sync.datasets (name, run_id, lease_until)
       values ('registro', gen_random_uuid(), now() + interval '1 minute')
       on conflict (name) do update set run_id = excluded.run_id, lease_until = excluded.lease_until`,
    )

    await run(['migrate'])

    expect(refusals).toHaveLength(1)
    expect(printed[1]).toContain('a run is under way')
    await database.pool.query('update sync.datasets set run_id = null, lease_until = null')
  })

  it('adds a user once, and keeps no password in the clear', async () => {
    const env = { AAPS_USER_PASSWORD: 'una clave bien larga' }
    await run(['user', 'add', 'ana', '--role', 'operator'], env)
    await run(['user', 'add', 'ana'], env)

    expect(printed).toEqual(['ana may use the page as operator'])
    expect(refusals).toEqual(['There is a user ana already'])
    const { rows } = await database.pool.query('select * from sync.users')
    expect(JSON.stringify(rows)).not.toContain('clave')
  })

  it('changes, lists and removes users, and writes each of it down', async () => {
    const env = { AAPS_USER_PASSWORD: 'otra clave bien larga' }
    await run(['user', 'add', 'luis'], env)
    await run(['user', 'role', 'luis', 'admin'])
    await run(['user', 'password', 'luis'], env)
    await run(['user', 'list'])
    await run(['user', 'remove', 'luis'])
    await run(['user', 'remove', 'luis'])

    expect(printed).toEqual([
      'luis may use the page as viewer',
      'luis is admin now',
      'luis has another password now',
      'ana\toperator',
      'luis\tadmin',
      'luis may not use the page any more',
    ])
    expect(refusals).toEqual(['There is no user luis'])
    const { rows } = await database.pool.query<{ action: string }>(
      `select action, details from sync.audit where subject = 'luis' order by id`,
    )
    expect(rows.map(({ action }) => action)).toEqual([
      'user.add',
      'user.change',
      'user.change',
      'user.remove',
    ])
    expect(JSON.stringify(rows)).not.toContain('clave')
  })

  it('names every variable that is missing or too short', async () => {
    await expect(
      run(['user', 'add', 'eva'], { TARGET_DATABASE_URL: '', AAPS_USER_PASSWORD: 'corta' }),
    ).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      details: {
        faults: [{ variable: 'TARGET_DATABASE_URL' }, { variable: 'AAPS_USER_PASSWORD' }],
      },
    })
  })

  it('lists the datasets that are well defined', async () => {
    await run(['check'])
    expect(printed).toEqual([
      expect.stringMatching(/^registro: 39 tables/),
      expect.stringMatching(/^seguimiento: 3 tables/),
    ])
  })
})
