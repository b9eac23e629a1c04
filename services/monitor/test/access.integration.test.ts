import { once } from 'node:events'
import { createUser } from '@aaps-data/ledger'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { follow } from './browser.ts'
import type { Monitor } from '../src/open-monitor.ts'
import {
  askForRun,
  call,
  createMonitorUnderTest,
  passwordOf,
  type MonitorUnderTest,
} from './monitor-under-test.ts'

describe('who may do what', () => {
  let ledger: MonitorUnderTest
  let monitor: Monitor
  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
    monitor = await ledger.open()
  })
  afterAll(() => ledger.close())

  it.each(['/', '/api/v1/session', '/api/v1/runs', '/api/docs', '/metrics', '/nowhere'])(
    'asks for a name and a password on %s',
    async (path) => {
      const { status, headers, json } = await call(monitor, path)
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toMatch(/^Basic realm="/)
      expect(json).toMatchObject({ code: 'UNAUTHENTICATED' })
    },
  )

  it('says to anybody that it lives, and nothing else', async () => {
    expect(await call(monitor, '/healthz')).toMatchObject({ status: 200, json: { status: 'live' } })
  })

  it('tells people who they are', async () => {
    const { json } = await call(monitor, '/api/v1/session', { as: 'omar' })
    expect(json).toEqual({
      user: 'omar',
      role: 'operator',
      version: expect.stringMatching(/^\d/),
      timeZone: 'America/La_Paz',
    })
  })

  it('lets a viewer see and not ask for a run, and writes the refusal down', async () => {
    expect((await call(monitor, '/api/v1/runs', { as: 'vera' })).status).toBe(200)
    const refused = await askForRun(monitor, 'vera', { key: 'k1' })
    expect(refused).toMatchObject({ status: 403, json: { code: 'FORBIDDEN' } })
    const { json } = await call(monitor, '/api/v1/audit?limit=1', { as: 'ada' })
    expect(json).toMatchObject({
      entries: [
        {
          actor: 'vera',
          role: 'viewer',
          action: 'run.request',
          subject: 'registro',
          address: '127.0.0.1',
          outcome: 'refused',
          runId: null,
        },
      ],
    })
  })

  it.each(['vera', 'omar'] as const)('shows the audit log not to %s', async (as) => {
    expect((await call(monitor, '/api/v1/audit', { as })).status).toBe(403)
  })

  it('makes somebody wait who guesses, whether the name exists or not', async () => {
    for (const as of ['vera', 'nadie']) {
      for (let times = 0; times < 10; times += 1) {
        const wrong = await call(monitor, '/api/v1/session', { as, password: 'adivinada' })
        expect(wrong.status).toBe(401)
      }
      const { status, headers } = await call(monitor, '/api/v1/session', {
        as,
        password: 'adivinada',
      })
      expect(status).toBe(429)
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    }
    const { json } = await call(monitor, '/api/v1/audit', { as: 'ada' })
    const { entries } = json as { readonly entries: { readonly action: string }[] }
    const refused = { role: null, subject: 'login', address: '127.0.0.1', outcome: 'refused' }
    expect(entries.filter(({ action }) => action === 'login')).toMatchObject([
      { actor: 'nadie', ...refused },
      { actor: 'vera', ...refused },
    ])
  }, 60_000)

  it('ends the stream of somebody who may not use the page any more', async () => {
    await createUser(ledger.db, { name: 'fugaz', role: 'viewer', password: passwordOf('fugaz') })
    const one = await ledger.open({ checkPeopleEveryMs: 50 })
    const stays = await follow(one, { as: 'vera' })
    const goes = await follow(one, { as: 'fugaz' })
    const closed = once(goes.socket, 'close')
    await ledger.db.raw(`delete from sync.users where name = 'fugaz'`)
    expect((await closed)[0]).toBe(1008)
    expect(stays.socket.readyState).toBe(stays.socket.OPEN)
    await stays.close()
  })

  it('takes the word of no proxy for an address unless it is trusted', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    const addresses: unknown[] = []
    for (const trustProxy of [undefined, '10.0.0.0/8, loopback']) {
      const one = await ledger.open({ trustProxy })
      const path = '/api/v1/datasets/tarifas/runs'
      const body = {}
      await call(one, path, {
        as: 'vera',
        method: 'POST',
        headers: { ...headers, 'idempotency-key': 'k' },
        body,
      })
      const { json } = await call(one, '/api/v1/audit?limit=1', { as: 'ada' })
      addresses.push((json as { entries: { address: string }[] }).entries[0]?.address)
    }
    expect(addresses).toEqual(['127.0.0.1', '203.0.113.7'])
  })

  it('refuses what another site makes a browser send', async () => {
    const write = { as: 'omar', method: 'POST', body: {} } as const
    const path = '/api/v1/datasets/registro/runs'
    const others = [{ origin: 'http://evil.example' }, { origin: 'null' }]
    for (const other of others) {
      const headers = { 'idempotency-key': 'k2', ...other }
      const { status, json } = await call(monitor, path, { ...write, headers })
      expect({ status, json }).toMatchObject({ status: 403, json: { code: 'ORIGIN_REFUSED' } })
    }
    const headers = { 'idempotency-key': 'k2', 'content-type': 'text/plain' }
    expect((await call(monitor, path, { ...write, headers })).status).toBe(415)
    const own = { 'idempotency-key': 'k2', origin: monitor.url }
    expect((await call(monitor, path, { ...write, headers: own })).status).toBe(202)
  })

  it('forbids inline scripts, frames and the storing of answers', async () => {
    const { headers } = await call(monitor, '/api/v1/session', { as: 'omar' })
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('keeps passwords out of everything that it logs and answers', async () => {
    const answers = await Promise.all(
      ['/api/v1/session', '/api/v1/audit', '/api/v1/runs', '/metrics', '/api/docs/json'].map(
        (path) => call(monitor, path, { as: 'ada' }),
      ),
    )
    const everything = ledger.logged() + answers.map(({ text }) => text).join('')
    expect(everything).toContain('Login refused')
    const secrets = [
      passwordOf('ada'),
      passwordOf('vera'),
      'adivinada',
      new URL(ledger.vhost.url).password,
      Buffer.from(`ada:${passwordOf('ada')}`).toString('base64'),
    ]
    for (const secret of secrets) expect(everything).not.toContain(secret)
    expect(everything).not.toContain('scrypt$')
  })
})

describe('the first user', () => {
  let ledger: MonitorUnderTest
  beforeAll(async () => {
    ledger = await createMonitorUnderTest({ withPeople: false })
  })
  afterAll(() => ledger.close())

  it('gets a password that is shown once and never logged', async () => {
    const monitor = await ledger.open()
    const [, password = ''] = /admin, password (\S+)/.exec(ledger.announced()) ?? []
    expect(password.length).toBeGreaterThanOrEqual(20)
    const session = await call(monitor, '/api/v1/session', { as: 'admin', password })
    expect(session.json).toMatchObject({ user: 'admin', role: 'admin' })
    await ledger.open({ adminPassword: 'otra-clave' })
    expect(ledger.announced().match(/password/g)).toHaveLength(1)
    const late = await call(monitor, '/api/v1/session', { as: 'admin', password: 'otra-clave' })
    expect(late.status).toBe(401)
    expect(ledger.logged()).not.toContain(password)
  })
})
