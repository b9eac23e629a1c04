import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Finding } from '../src/check/finding.ts'
import { createCommandWorld, type CommandWorld } from './command-world.ts'
import { runWords, type Outcome } from './run-words.ts'

describe('aaps-sync check', () => {
  const login = `aaps_test_${randomBytes(6).toString('hex')}`
  let world: CommandWorld

  beforeAll(async () => {
    world = await createCommandWorld()
    await world.target.pool.query(`create role ${login} login password 'clave-secreta'`)
  })
  afterAll(async () => {
    await world.source.pool.query(`drop owned by ${login}`)
    await world.target.pool.query(`drop owned by ${login}; drop role ${login}`)
    await world.close()
  })

  const check = (env: Record<string, string> = {}) =>
    runWords(['check', '--json'], { ...world.env, ...env })
  const findingsOf = ({ printed }: Outcome) =>
    (JSON.parse(printed.join('')) as { readonly findings: readonly Finding[] }).findings
  const faultsOf = (outcome: Outcome) => findingsOf(outcome).filter(({ isOk }) => !isOk)
  const loginAt = (url: string): string => {
    const own = new URL(url)
    own.username = login
    own.password = 'clave-secreta'
    return own.href
  }

  it('tells what is due, with the command that does it', async () => {
    const outcome = await check()
    expect(outcome).toMatchObject({ exitCode: 3 })
    expect(faultsOf(outcome)).toMatchObject([
      { subject: 'ledger', advice: ['aaps-sync migrate'] },
      { subject: 'tables of reclamos', advice: ['aaps-sync migrate reclamos'] },
    ])
    await world.run(['migrate'])
  })

  it('has a line for each thing that is well, and changes nothing', async () => {
    const outcome = await world.run(['check'])
    expect(outcome).toMatchObject({ exitCode: 0, noted: [] })
    expect(outcome.printed).toEqual([
      'ok  definitions                       1 dataset, 1 table',
      'ok  ledger                            up to date',
      'ok  rights on the target of reclamos  all that is needed',
      'ok  tables of reclamos                1 table as defined',
      'ok  source central of reclamos        1 table can be read',
      expect.stringMatching(/^ok {2}broker {28}RabbitMQ \d/),
      'ok  broker                            every exchange and queue is there',
    ])
    const { rows } = await world.target.pool.query('select from sync.runs')
    expect(rows).toEqual([])
  })

  it('names every right that the logins lack, and how to give it', async () => {
    const outcome = await check({
      SOURCE_CENTRAL_URL: loginAt(world.source.url),
      TARGET_DATABASE_URL: loginAt(world.target.url),
    })
    const faults = faultsOf(outcome)
    const advice = faults.flatMap((fault) => fault.advice)
    expect(advice).toContain(`grant insert on table reclamos.reclamo to ${login};`)
    expect(advice).toContain(`grant delete, insert, select, update on table sync.runs to ${login};`)
    expect(advice).toContain(`grant insert, select on table sync.audit to ${login};`)
    expect(faults).toContainEqual(
      expect.objectContaining({
        subject: 'source central of reclamos',
        code: 'SOURCE_PERMISSION_DENIED',
      }),
    )
    expect(JSON.stringify(outcome)).not.toContain('clave-secreta')
  })

  it('names each fault of what does not answer, and looks at the rest', async () => {
    await world.source.pool.query('alter table reclamo rename column motivo to causa')
    const outcome = await runWords(['check', '--language', 'en'], {
      ...world.env,
      AMQP_URL: 'amqp://ana:clave-secreta@127.0.0.1:1/',
    })
    await world.source.pool.query('alter table reclamo rename column causa to motivo')

    expect(outcome).toMatchObject({ exitCode: 3 })
    const faults = outcome.printed.filter((line) => line.startsWith('fault'))
    expect(faults).toEqual([
      expect.stringMatching(/source central of reclamos +SOURCE_COLUMN_MISSING: .*column motivo/),
      expect.stringMatching(/source central of reclamos +SOURCE_COLUMN_NEW: .*column causa/),
      expect.stringMatching(/broker +BROKER_UNREACHABLE: .*127.0.0.1:1/),
    ])
    expect(outcome.printed.filter((line) => line.startsWith('ok'))).toHaveLength(4)
    expect(outcome.printed).toContainEqual(expect.stringMatching(/^ {9}Source administrator: /))
    expect(JSON.stringify(outcome)).not.toContain('clave-secreta')
  })

  it('names every column of the source that is not as defined, and the line to write', async () => {
    await world.source.pool.query(
      'alter table reclamo add column nota text, add column estado varchar(9)',
    )
    const outcome = await check()
    await world.source.pool.query('alter table reclamo drop column nota, drop column estado')

    const faults = faultsOf(outcome)
    expect(faults.map(({ code }) => code)).toEqual(['SOURCE_COLUMN_NEW', 'SOURCE_COLUMN_NEW'])
    expect(faults.map(({ what }) => what)).toEqual([
      expect.stringContaining('column nota'),
      expect.stringContaining('column estado'),
    ])
    expect(faults[0]?.advice).toContain('In the definition: nota: text')
  })

  it('says which settings are missing, and what they are for', async () => {
    const outcome = await check({ AMQP_URL: '', SOURCE_CENTRAL_URL: '' })
    expect(faultsOf(outcome)).toMatchObject([
      { subject: 'settings', what: 'AMQP_URL is not set' },
      { subject: 'settings', what: 'SOURCE_CENTRAL_URL is not set' },
    ])
    expect(findingsOf(outcome).map(({ subject }) => subject)).toContain('tables of reclamos')
  })

  it('says of a setting that holds no URL what it should look like', async () => {
    const outcome = await check({ SOURCE_CENTRAL_URL: 'central.example:5432' })
    expect(faultsOf(outcome)).toMatchObject([
      {
        what: 'SOURCE_CENTRAL_URL is not valid',
        advice: [expect.stringContaining('postgres://user:password@host:5432/database')],
      },
    ])
    expect(await check({ AMQP_URL: 'http://broker.example' })).toMatchObject({ exitCode: 3 })
  })

  it('names every fault of the definitions, which need no database to be read', async () => {
    const { CATALOG_DIR } = world.env
    const file = join(CATALOG_DIR, 'torcido.yaml')
    await writeFile(file, 'dataset: Torcido\ntables: {}\n')
    const outcome = await runWords(['check', '--definitions', '--json'], { CATALOG_DIR })
    await rm(file)
    expect(outcome).toMatchObject({ exitCode: 3 })
    expect(faultsOf(outcome).length).toBeGreaterThan(2)
    for (const fault of faultsOf(outcome)) {
      expect(fault).toMatchObject({ subject: 'definitions', code: 'CATALOG_INVALID' })
      expect(fault.what).toMatch(/^torcido.yaml:\d+/)
    }
  })

  it('reads the definitions of AAPS unless told otherwise', async () => {
    expect(await runWords(['check', '--definitions'], {})).toMatchObject({
      exitCode: 0,
      printed: [expect.stringMatching(/^ok {2}definitions {2}3 datasets, 43 tables/)],
    })
  })

  it('takes an unknown dataset for wrong usage', async () => {
    expect(await world.run(['check', 'reclamo'])).toMatchObject({ exitCode: 2 })
  })
})
