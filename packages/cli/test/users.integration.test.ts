import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { connectLedger, migrateLedger } from '@aaps-data/ledger'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import { runWords } from './run-words.ts'

describe('aaps-sync user', () => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await createTestDatabase()
    const ledger = connectLedger({ url: database.url, applicationName: 'cli-test' })
    await migrateLedger(ledger)
    await ledger.destroy()
  })
  afterAll(() => database.drop())

  const run = (words: readonly string[], env: Record<string, string> = {}) =>
    runWords(words, { TARGET_DATABASE_URL: database.url, ...env })

  it('adds a user once, and keeps no password in the clear', async () => {
    const env = { AAPS_USER_PASSWORD: 'una clave bien larga' }
    const first = await run(['user', 'add', 'ana', '--role', 'operator'], env)
    const second = await run(['user', 'add', 'ana'], env)

    expect(first).toMatchObject({ printed: ['ana may use the page as operator'], exitCode: 0 })
    expect(second).toMatchObject({ exitCode: 3, reason: 'There is a user ana already' })
    const { rows } = await database.pool.query('select * from sync.users')
    expect(JSON.stringify(rows)).not.toContain('clave')
  })

  it('changes, lists and removes users, and writes each of it down', async () => {
    const env = { AAPS_USER_PASSWORD: 'otra clave bien larga' }
    const outcomes = [
      await run(['user', 'add', 'luis'], env),
      await run(['user', 'role', 'luis', 'admin']),
      await run(['user', 'password', 'luis'], env),
      await run(['user', 'list']),
      await run(['user', 'remove', 'luis']),
    ]
    expect(outcomes.flatMap(({ printed }) => printed)).toEqual([
      'luis may use the page as viewer',
      'luis is admin now',
      'luis has another password now',
      'ana\toperator',
      'luis\tadmin',
      'luis may not use the page any more',
    ])
    expect(await run(['user', 'remove', 'luis'])).toMatchObject({
      exitCode: 3,
      reason: 'There is no user luis',
    })
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

  it('takes settings that are missing or too short for wrong usage, and names all of them', async () => {
    const outcome = await run(['user', 'add', 'eva'], {
      TARGET_DATABASE_URL: '',
      AAPS_USER_PASSWORD: 'corta',
    })
    expect(outcome.exitCode).toBe(2)
    expect(outcome.reason).toMatch(/CONFIG_INVALID[^]*TARGET_DATABASE_URL[^]*AAPS_USER_PASSWORD/)
    expect(outcome.reason).not.toContain('corta')
  })

  it('fails, with what did not answer, when the database is away', async () => {
    const outcome = await run(['user', 'list'], {
      TARGET_DATABASE_URL: 'postgres://ana:secreta@127.0.0.1:1/nothing',
    })
    expect(outcome).toMatchObject({
      exitCode: 1,
      reason: expect.stringContaining('TARGET_UNREACHABLE') as unknown,
    })
    expect(outcome.reason).not.toContain('secreta')
  })

  it.each([
    ['es_BO.UTF-8', 'La base AAPS-DATA no responde', 'Administrador de AAPS-DATA'],
    ['en_US.UTF-8', 'The AAPS-DATA database does not answer', 'AAPS-DATA administrator'],
  ])('tells in the language of %s what to do when it fails', async (LANG, title, actor) => {
    const url = 'postgres://ana:secreta@127.0.0.1:1/nothing'
    const { reason } = await run(['user', 'list'], { TARGET_DATABASE_URL: url, LANG })
    expect(reason).toContain(`TARGET_UNREACHABLE: ${title}`)
    expect(reason).toMatch(new RegExp(`^ {2}1\\. ${actor}: `, 'm'))
  })
})
