import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { waitFor } from '@aaps-data/testing'
import { createCommandWorld, type CommandWorld } from './command-world.ts'
import { runWords, type Outcome } from './run-words.ts'

describe('aaps-sync run and preview', () => {
  let world: CommandWorld

  beforeAll(async () => {
    world = await createCommandWorld()
  })
  afterAll(() => world.close(), 30_000)

  const inTarget = async (sql: string): Promise<Record<string, unknown>[]> =>
    (await world.target.pool.query<Record<string, unknown>>(sql)).rows
  const reportOf = ({ printed }: Outcome) => JSON.parse(printed.join('')) as ReportedRun
  interface ReportedRun {
    readonly id: string
    readonly [name: string]: unknown
  }

  it('is wrong usage before the ledger was migrated', async () => {
    expect(await world.run(['run', 'reclamos'])).toMatchObject({
      exitCode: 2,
      reason: 'The ledger is not of this version: run `aaps-sync migrate` first',
    })
    await world.run(['migrate'])
  })

  it('leaves the run alone at Ctrl-C, and says that it goes on', async () => {
    const interrupts: (() => void)[] = []
    const noted: string[] = []
    const following = world.run(['run', 'reclamos', '--key', 'first'], {
      note: (line) => noted.push(line),
      onInterrupt: (listener) => {
        interrupts.push(listener)
        return () => undefined
      },
    })
    await waitFor(() => noted.includes('requested, not taken by a scheduler yet'), {
      what: 'the first question to the ledger',
    })
    for (const interrupt of interrupts) interrupt()

    expect(await following).toMatchObject({
      exitCode: 130,
      printed: [],
      reason: 'No longer watched; the run goes on, see `aaps-sync status reclamos`',
    })
    await world.startServices()
    const again = await world.run(['run', 'reclamos', '--key', 'first', '--json'])
    expect(reportOf(again)).toMatchObject({ state: 'succeeded', counts: { inserted: 50 } })
  })

  it('shows how a run ended, table by table, with what changed in each', async () => {
    await world.source.pool.query(`update reclamo set motivo = 'otro' where id_reclamo <= 2`)
    const outcome = await world.run(['run', 'reclamos', '--note', 'por teléfono'])

    expect(outcome).toMatchObject({ exitCode: 0 })
    expect(outcome.printed).toEqual([
      expect.stringMatching(
        /^reclamos: succeeded, after \d+\.\d s, read in full, data of .*Z, run [0-9a-f-]{36}$/,
      ),
      '',
      'table    read  rejected  inserted  updated  deleted  unchanged',
      'reclamo  50    0         0         2        0        48',
    ])
    expect(outcome.noted[0]).toMatch(/^Requested as run /)
    expect(outcome.noted.at(-1)).toBe('succeeded')
    const [run] = await inTarget(`select note, origin from sync.runs order by requested_at desc`)
    expect(run).toEqual({ note: 'por teléfono', origin: 'service' })
  })

  it('prints one JSON object of a fixed shape', async () => {
    const outcome = await world.run(['run', 'reclamos', '--json', '--mode', 'full'])
    expect(outcome).toMatchObject({ exitCode: 0 })
    expect(outcome.printed).toHaveLength(1)
    expect(Object.keys(reportOf(outcome)).toSorted()).toEqual([
      'attempt',
      'counts',
      'dataset',
      'durationMs',
      'error',
      'finishedAt',
      'hold',
      'id',
      'mode',
      'notBefore',
      'note',
      'notices',
      'onlyTables',
      'phase',
      'preview',
      'read',
      'reason',
      'rejects',
      'requestedAt',
      'requestedBy',
      'retryOf',
      'samples',
      'snapshotAt',
      'startedAt',
      'state',
      'tables',
    ])
    expect(reportOf(outcome)).toMatchObject({ mode: 'full', error: null, samples: [] })
  })

  it('is refused when the key is that of another run, and requests nothing', async () => {
    const directory = world.env.CATALOG_DIR
    const other = join(directory, 'otros.yaml')
    const definition = await readFile(join(directory, 'reclamos.yaml'), 'utf8')
    await writeFile(other, definition.replaceAll('reclamos', 'otros'))
    const before = await inTarget('select from sync.runs')
    for (const { words, found } of [
      { words: ['preview', 'reclamos'], found: { preview: false } },
      { words: ['run', 'reclamos', '--mode', 'incremental'], found: { mode: 'auto' } },
      { words: ['run', 'reclamos', '--note', 'otra'], found: { note: null } },
      { words: ['run', 'otros'], found: { dataset: 'reclamos' } },
      { words: ['run', 'otros', '--no-wait'], found: { dataset: 'reclamos' } },
    ]) {
      const refused = await world.run([...words, '--key', 'first'])
      expect(refused).toMatchObject({ exitCode: 3, printed: [], noted: [] })
      expect(refused.reason).toContain('(REQUEST_KEY_REUSED)')
      expect(refused.reason).toContain(JSON.stringify(found))

      const asJson = await world.run([...words, '--key', 'first', '--json'])
      expect(asJson).toMatchObject({ exitCode: 3 })
      expect(reportOf(asJson)).toMatchObject({ state: 'refused' })
      expect(reportOf(asJson)['error']).toMatchObject({
        code: 'REQUEST_KEY_REUSED',
        details: { key: 'first', found },
      })
    }
    await rm(other)
    expect(await inTarget('select from sync.runs')).toHaveLength(before.length)
  })

  it('ends when the request was accepted, if it is told not to wait', async () => {
    const outcome = await world.run(['run', 'reclamos', '--no-wait', '--json'])
    expect(outcome).toMatchObject({ exitCode: 0, noted: [] })
    expect(reportOf(outcome)).toMatchObject({ dataset: 'reclamos', state: 'accepted' })
    const { id } = reportOf(outcome)
    await waitFor(
      () =>
        inTarget(
          `select from sync.runs where id = '${id}' and finished_at > now() - interval '1 minute'`,
        ).then((rows) => rows.length > 0),
      { what: 'the run' },
    )
  })

  it('shows what a preview would change, changes nothing, and applies exactly that when approved', async () => {
    await world.source.pool.query(`delete from reclamo where id_reclamo = 50;
      update reclamo set motivo = 'nuevo', telefono = '0' where id_reclamo = 7;
      insert into reclamo values (51, 'de más', '700')`)
    const preview = await world.run(['preview', 'reclamos'])

    expect(preview).toMatchObject({ exitCode: 0 })
    const [id] = /[0-9a-f-]{36}/.exec(preview.printed[0] ?? '') ?? []
    expect(preview.printed[0]).toMatch(/^reclamos: held, /)
    expect(preview.printed.slice(1)).toEqual([
      '',
      'table    read  rejected  inserted  updated  deleted  unchanged',
      'reclamo  50    0         1         1        1        48',
      '',
      'reclamo:',
      '  - id_reclamo="50" motivo="motivo 50" telefono="•••"',
      '  + id_reclamo="51" motivo="de más" telefono="•••"',
      '  ~ id_reclamo="7" motivo: "motivo 7" -> "nuevo", telefono: "•••" -> "•••"',
      '',
      'Nothing was written. To apply exactly this, or to give it up:',
      `  aaps-sync approve ${id}`,
      `  aaps-sync discard ${id} --note "why"`,
    ])
    expect(await inTarget('select from reclamos.reclamo where id_reclamo = 51')).toEqual([])

    const approved = await world.run(['approve', id ?? '', '--note', 'visto', '--json'])
    expect(approved).toMatchObject({ exitCode: 0 })
    expect(reportOf(approved)).toMatchObject({
      id,
      state: 'succeeded',
      counts: { inserted: 1, updated: 1, deleted: 1, unchanged: 48 },
    })
    expect(await inTarget('select motivo from reclamos.reclamo where id_reclamo = 51')).toEqual([
      { motivo: 'de más' },
    ])
    expect(
      await inTarget(
        `select action, outcome, actor = session_user as "isLogin", details from sync.audit where run_id = '${id}'`,
      ),
    ).toEqual([
      { action: 'run.approve', outcome: 'accepted', isLogin: true, details: { note: 'visto' } },
    ])
    expect(await world.run(['approve', id ?? ''])).toMatchObject({
      exitCode: 3,
      printed: [],
      reason: 'The run is succeeded, not held',
    })
  })

  it('prints as one JSON object as well that it refused to decide, and why', async () => {
    const [run] = await inTarget(`select id, state from sync.runs where state = 'succeeded'`)
    const ended = String(run?.['id'])
    for (const words of [['approve'], ['approve', '--no-wait'], ['discard', '--note', 'no']]) {
      const refused = await world.run([...words, ended, '--json'])
      expect(refused).toMatchObject({ exitCode: 3, reason: 'The run is succeeded, not held' })
      expect(reportOf(refused)).toEqual({
        id: ended,
        dataset: 'reclamos',
        state: 'succeeded',
        decision: null,
        error: { code: 'RUN_NOT_HELD', message: 'The run is succeeded, not held' },
      })

      const unknown = '00000000-0000-4000-8000-000000000000'
      const missing = await world.run([...words, unknown, '--json'])
      expect(missing).toMatchObject({ exitCode: 3, reason: 'There is no such run' })
      expect(reportOf(missing)).toEqual({
        id: unknown,
        dataset: null,
        state: null,
        decision: null,
        error: { code: 'NOT_FOUND', message: 'There is no such run' },
      })
    }
  })

  it('decides without a broker, and watches in the ledger what it approved', async () => {
    const { TARGET_DATABASE_URL } = world.env
    const preview = async () => {
      await world.source.pool.query(
        `update reclamo set motivo = motivo || '!' where id_reclamo = 1`,
      )
      return reportOf(await world.run(['preview', 'reclamos', '--json'])).id
    }
    const given = await preview()
    expect(
      await runWords(['discard', given, '--note', 'no'], { TARGET_DATABASE_URL }),
    ).toMatchObject({ exitCode: 0, printed: [`reclamos: discarded, run ${given}`] })

    const silent = await preview()
    const alone = await runWords(['approve', silent, '--json'], { TARGET_DATABASE_URL })
    expect(alone).toMatchObject({ exitCode: 0 })
    expect(reportOf(alone)).toMatchObject({ id: silent, state: 'succeeded' })

    const down = await preview()
    const approved = await runWords(['approve', down, '--json'], {
      TARGET_DATABASE_URL,
      AMQP_URL: 'amqp://ana:secreta@127.0.0.1:1/',
    })
    expect(approved).toMatchObject({ exitCode: 0 })
    expect(reportOf(approved)).toMatchObject({ id: down, state: 'succeeded' })
    expect(approved.noted.slice(0, 2)).toEqual([
      `Decided: approved, run ${down}`,
      'The message broker does not answer (BROKER_UNREACHABLE): watched in the ledger alone',
    ])
  })

  it('tells how many rows broke each rule, of those let in and of those rejected', async () => {
    await world.source.pool.query(`insert into reclamo values (60, null, '760'), (61, null, '761')`)
    const warned = await world.run(['run', 'reclamos'])
    expect(warned).toMatchObject({ exitCode: 0 })
    expect(warned.printed).toContain('reclamo.motivo, required: 2 let in with a warning')

    await world.source.pool.query(`insert into reclamo values (62, null, repeat('7', 41))`)
    const failed = await world.run(['run', 'reclamos', '--json'])
    expect(failed).toMatchObject({ exitCode: 3 })
    expect(reportOf(failed)).toMatchObject({
      state: 'failed',
      rejects: [
        { table: 'reclamo', column: 'motivo', rule: 'required', action: 'warn', rows: 3 },
        { table: 'reclamo', column: 'telefono', rule: 'length', action: 'reject', rows: 1 },
      ],
    })
    await world.source.pool.query('delete from reclamo where id_reclamo >= 60')
    await world.run(['run', 'reclamos'])
  })

  it('is refused by a guard, which says which, and can be discarded', async () => {
    await world.source.pool.query('delete from reclamo where id_reclamo between 10 and 19')
    const held = await world.run(['run', 'reclamos', '--language', 'en', '--samples', '1'])
    expect(held).toMatchObject({ exitCode: 3 })
    expect(held.printed).toContain('reclamo: would delete 10 rows, allowed are 3')
    expect(held.printed).toContainEqual(expect.stringMatching(/^GUARD_BREACHED: /))
    expect(held.printed.join()).not.toContain('"maxDeletedRows"')
    expect(held.printed.filter((line) => line.startsWith('  - '))).toHaveLength(1)

    const [id] = /[0-9a-f-]{36}/.exec(held.printed[0] ?? '') ?? []
    expect(await world.run(['discard', id ?? ''])).toMatchObject({ exitCode: 2 })
    expect(await world.run(['discard', id ?? '', '--note', 'fue un error'])).toMatchObject({
      exitCode: 0,
      printed: [`reclamos: discarded, run ${id}`],
    })
    expect(await inTarget('select from reclamos.reclamo where id_reclamo = 10')).toHaveLength(1)

    const again = reportOf(await world.run(['run', 'reclamos', '--json']))
    const discarded = await world.run(['discard', again.id, '--note', 'otra vez', '--json'])
    expect(discarded).toMatchObject({ exitCode: 0 })
    expect(reportOf(discarded)).toEqual({
      id: again.id,
      dataset: 'reclamos',
      decision: 'discarded',
    })
  })

  it('explains a run that failed, in Spanish unless the locale is English', async () => {
    await world.source.pool.query('alter table reclamo rename to reclamo_viejo')
    const inSpanish = await world.run(['run', 'reclamos'])
    const inEnglish = await runWords(['run', 'reclamos'], { ...world.env, LANG: 'en_GB.UTF-8' })
    await world.source.pool.query('alter table reclamo_viejo rename to reclamo')

    expect(inSpanish).toMatchObject({ exitCode: 3 })
    expect(inSpanish.printed).toContain('SOURCE_TABLE_MISSING: Una tabla ya no existe en la fuente')
    expect(inSpanish.printed).toContainEqual(expect.stringMatching(/^ {2}1\. /))
    expect(inSpanish.printed).toContain('  relation: "reclamo"')
    expect(inEnglish.printed).toContainEqual(
      expect.stringMatching(/^SOURCE_TABLE_MISSING: .* source/),
    )
  })

  it('draws over one line of a terminal, and takes it away at the end', async () => {
    const drawn: string[] = []
    const outcome = await world.run(['run', 'reclamos', '--json'], {
      screen: { columns: () => 40, draw: (text) => drawn.push(text) },
    })
    expect(outcome.noted).toEqual([expect.stringMatching(/^Requested as run /)])
    expect(drawn.length).toBeGreaterThan(1)
    expect(drawn.at(-1)).toBe('')
    expect(Math.max(...drawn.map((text) => text.length))).toBeLessThan(40)
  })

  it('fails when the broker does not answer, and requests nothing', async () => {
    const before = await inTarget('select from sync.runs')
    const outcome = await runWords(['run', 'reclamos'], {
      ...world.env,
      AMQP_URL: 'amqp://ana:secreta@127.0.0.1:1/',
    })
    expect(outcome.exitCode).toBe(1)
    expect(outcome.reason).toContain('BROKER_UNREACHABLE')
    expect(outcome.reason).not.toContain('secreta')
    expect(await inTarget('select from sync.runs')).toHaveLength(before.length)
  })

  it('takes wrong words for wrong usage', async () => {
    for (const words of [
      ['run', 'reclamo'],
      ['run', 'reclamos', '--mode', 'half'],
      ['run', 'reclamos', '--note', 'x'.repeat(501)],
      ['approve', 'reclamos'],
      ['run'],
    ]) {
      expect(await world.run(words)).toMatchObject({ exitCode: 2 })
    }
  })
})
