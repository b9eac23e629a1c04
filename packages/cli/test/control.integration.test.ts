import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { brokerUser, openConnection } from '@aaps-data/amqp'
import { testServerUrls, waitFor } from '@aaps-data/testing'
import { createCommandWorld, type CommandWorld } from './command-world.ts'
import { runWords, type Outcome } from './run-words.ts'

describe('aaps-sync cancel, retry, pause and resume', () => {
  let world: CommandWorld

  beforeAll(async () => {
    world = await createCommandWorld()
    await world.run(['migrate', '--yes'])
    await world.startServices()
    await world.run(['run', 'reclamos'])
  }, 60_000)
  afterAll(() => world.close(), 30_000)

  const jsonOf = ({ printed }: Outcome) => JSON.parse(printed.join('')) as { readonly id: string }
  const inTarget = async (sql: string, values: readonly unknown[] = []) =>
    (await world.target.pool.query<Record<string, unknown>>(sql, [...values])).rows
  const ask = async (...words: readonly string[]) =>
    jsonOf(await world.run(['run', 'reclamos', '--no-wait', '--json', ...words])).id
  const stateOf = async (runId: string) =>
    (await inTarget('select state from sync.runs where id = $1', [runId]))[0]?.['state']
  const until = (runId: string, state: string, timeoutMs = 10_000) =>
    waitFor(async () => (await stateOf(runId)) === state, {
      what: `run ${runId} to be ${state}`,
      timeoutMs,
    })

  /** Does something while somebody else holds the table of the target. */
  async function whileLocked(work: () => Promise<void>): Promise<void> {
    const client = await world.target.pool.connect()
    try {
      await client.query('begin; lock table reclamos.reclamo in access exclusive mode')
      await work()
    } finally {
      await client.query('rollback')
      client.release()
    }
  }

  it('stops a run that is under way within two seconds, and leaves nothing of it', async () => {
    await world.source.pool.query(`update reclamo set motivo = 'cancelado'`)
    await whileLocked(async () => {
      const runId = await ask('--note', 'por error')
      await until(runId, 'running')
      const waiting = await ask()

      const askedAtMs = performance.now()
      expect(await world.run(['cancel', runId, '--note', 'no era hoy'])).toMatchObject({
        exitCode: 0,
        printed: ['reclamos: is being stopped'],
      })
      await until(runId, 'cancelled')
      expect(performance.now() - askedAtMs).toBeLessThan(2_000)

      await until(waiting, 'running')
      await world.run(['cancel', waiting])
      await until(waiting, 'cancelled')
    })
    expect(await inTarget(`select from reclamos.reclamo where motivo = 'cancelado'`)).toEqual([])
    const [entry] = await inTarget(
      `select action, outcome, details ->> 'note' as note from sync.audit order by id limit 1`,
    )
    expect(entry).toEqual({ action: 'run.cancel', outcome: 'accepted', note: 'no era hoy' })
  }, 40_000)

  it('cancels what waits behind the run that is under way', async () => {
    await whileLocked(async () => {
      const running = await ask()
      await until(running, 'running')
      const waiting = [await ask(), await ask()]
      await waitFor(
        async () => (await inTarget(`select from sync.runs where state = 'queued'`)).length === 2,
        { what: 'both requests to be runs' },
      )

      const outcome = await world.run(['cancel-queued', 'reclamos', '--json'])

      expect(outcome).toMatchObject({ exitCode: 0 })
      expect(JSON.parse(outcome.printed.join(''))).toEqual({
        dataset: 'reclamos',
        cancelled: waiting,
      })
      expect(await stateOf(running)).toBe('running')
      await world.run(['cancel', running])
      await until(running, 'cancelled')
    })
  }, 40_000)

  it('is refused to cancel what has ended, or is not there', async () => {
    const [ended] = await inTarget(`select id from sync.runs where state = 'succeeded' limit 1`)
    expect(await world.run(['cancel', String(ended?.['id'])])).toMatchObject({
      exitCode: 3,
      reason: 'The run has ended: it is succeeded',
    })
    const nobody = '00000000-0000-5000-8000-000000000000'
    const outcome = await world.run(['cancel', nobody, '--json'])
    expect(outcome).toMatchObject({ exitCode: 3, reason: 'There is no such run' })
    expect(JSON.parse(outcome.printed.join(''))).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })

  it('repeats a run that has ended, with edits, and refuses one that has not', async () => {
    const [ended] = await inTarget(`select id from sync.runs where note = 'por error'`)
    const id = String(ended?.['id'])
    const preview = await world.run(['retry', id, '--preview', '--tables', 'reclamo', '--json'])
    expect(preview).toMatchObject({ exitCode: 0 })
    expect(jsonOf(preview)).toMatchObject({
      state: 'held',
      preview: true,
      retryOf: id,
      onlyTables: ['reclamo'],
      counts: { updated: 50 },
    })

    expect(await world.run(['retry', jsonOf(preview).id])).toMatchObject({
      exitCode: 3,
      reason: 'The run is held, it has not ended',
    })
    const again = await world.run(['retry', id, '--mode', 'full', '--json'])
    expect(jsonOf(again)).toMatchObject({ state: 'succeeded', mode: 'full', retryOf: id })
    expect(await inTarget(`select from reclamos.reclamo where motivo = 'cancelado'`)).toHaveLength(
      50,
    )
  })

  it('names a table that the dataset has not', async () => {
    const outcome = await world.run(['run', 'reclamos', '--tables', 'nada', '--language', 'en'])
    expect(outcome).toMatchObject({ exitCode: 3 })
    expect(outcome.printed.join('\n')).toContain('TABLE_UNKNOWN')
  })

  it('pauses and resumes, and status says so', async () => {
    expect(await world.run(['pause', 'reclamos', '--note', 'obras'])).toMatchObject({
      printed: ['reclamos: paused'],
    })
    expect(await world.run(['pause', '--json'])).toMatchObject({
      printed: ['{"dataset":"*","paused":true,"changed":true}'],
    })
    const { printed } = await world.run(['status'])
    expect(printed.join('\n')).toMatch(/paused\n {2}schedule paused by \S+ at .*Z, obras/)

    expect(await world.run(['resume', 'reclamos'])).toMatchObject({
      printed: ['reclamos: not paused'],
    })
    expect(await world.run(['resume'])).toMatchObject({ printed: ['all schedules: not paused'] })
    expect(await world.run(['resume'])).toMatchObject({
      printed: ['all schedules: not paused before'],
    })
  })

  it('shows what was set aside, sends it again or drops it', async () => {
    expect(await world.run(['parking', 'list'])).toMatchObject({
      exitCode: 0,
      printed: ['Nothing was set aside.'],
    })
    const connection = await openConnection(world.env.AMQP_URL)
    try {
      const channel = await connection.createConfirmChannel()
      channel.publish('sync.requests', 'request.sync.reclamos', Buffer.from('{"no": "request"}'), {
        messageId: 'm-1',
        userId: brokerUser(world.env.AMQP_URL),
      })
      await channel.waitForConfirms()
    } finally {
      await connection.close()
    }
    const listed = async () =>
      JSON.parse((await world.run(['parking', 'list', '--json'])).printed.join('')) as {
        readonly messages: readonly { readonly id: string }[]
      }
    const [parked] = await waitFor(
      async () => {
        const { messages } = await listed()
        return messages.length > 0 ? messages : undefined
      },
      { what: 'the message to be parked' },
    )
    const id = String(parked?.id)
    const { printed } = await world.run(['parking', 'list'])
    expect(printed.join('\n')).toMatch(
      /^[0-9a-f]{24} {2}parked, cannot be replayed\n {2}sent to sync\.requests as request\.sync\.reclamos, by .+, 17 bytes\n {2}MESSAGE_INVALID: .+\n {2}\{"no": "request"\}$/,
    )
    expect(await world.run(['parking', 'replay', id])).toMatchObject({
      exitCode: 3,
      reason: 'It is no valid request, or nobody knows who sent it',
    })
    expect(await world.run(['parking', 'drop', id, '--note', 'de prueba'])).toMatchObject({
      printed: [`${id}: dropped`],
    })
    expect(await world.run(['parking', 'drop', id])).toMatchObject({
      exitCode: 3,
      reason: 'There is no such message',
    })
    const entries = await inTarget(
      `select action, outcome, details from sync.audit
       where subject = $1 and actor = session_user order by id`,
      [id],
    )
    const note = 'de prueba'
    expect(entries).toEqual([
      { action: 'parking.replay', outcome: 'asked', details: {} },
      { action: 'parking.replay', outcome: 'failed', details: { reason: 'not_replayable' } },
      { action: 'parking.drop', outcome: 'asked', details: { note } },
      { action: 'parking.drop', outcome: 'accepted', details: { note } },
      { action: 'parking.drop', outcome: 'asked', details: {} },
      { action: 'parking.drop', outcome: 'failed', details: { reason: 'not_found' } },
    ])
  })

  it('declares what has to be on the broker, and makes logins with the rights of a role', async () => {
    const applied = await world.run(['topology', 'apply', '--json'])
    expect(applied).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(applied.printed.join(''))).toMatchObject({
      queues: expect.arrayContaining(['sync.requests.v1']),
    })
    const login = `padron-${randomBytes(4).toString('hex')}`
    const vhost = decodeURIComponent(new URL(world.env.AMQP_URL).pathname.slice(1))
    const env = {
      AMQP_MANAGEMENT_URL: testServerUrls().amqpManagementUrl,
      AMQP_VHOST: vhost,
      AAPS_BROKER_PASSWORD: 'clave-de-padron-1',
    }
    const words = ['topology', 'user', login, '--role', 'service', '--datasets', 'reclamos']
    expect(await runWords(words, env)).toMatchObject({
      exitCode: 0,
      printed: [`${login}: may do on ${vhost} what a service does`],
    })
    const url = new URL(world.env.AMQP_URL)
    url.username = login
    url.password = env.AAPS_BROKER_PASSWORD
    const connection = await openConnection(url.href)
    await connection.close()
    expect(
      await runWords(words, { ...env, AMQP_MANAGEMENT_URL: 'http://a:b@127.0.0.1:1' }),
    ).toMatchObject({
      exitCode: 1,
      reason: expect.stringContaining('BROKER_UNREACHABLE'),
    })
  })
})
