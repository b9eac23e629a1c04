import { describe, expect, it } from '@jest/globals'
import { SyncError } from '@aaps-data/contracts'
import { createLogger, type Logger } from '../src/index.ts'

const secretUrl = 'postgres://app:hunter2@db.example:5432/siirays'

function logLines(write: (log: Logger) => void): readonly Record<string, unknown>[] {
  const lines: string[] = []
  const log = createLogger({
    service: 'worker',
    instance: 'host-1',
    level: 'debug',
    destination: { write: (line) => lines.push(line) },
  })
  write(log)
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('createLogger', () => {
  it('writes the service, the instance and the level by name', () => {
    const [line] = logLines((log) => log.info({ rows: 3 }, 'Batch staged'))

    expect(line).toMatchObject({
      level: 'info',
      service: 'worker',
      instance: 'host-1',
      rows: 3,
      msg: 'Batch staged',
    })
  })

  it('writes the code, the details and every cause of an error', () => {
    const cause = Object.assign(new Error('refused', { cause: new Error('root') }), {
      code: 'ECONNREFUSED',
      client: { password: 'hunter2' },
    })
    const [line] = logLines((log) =>
      log.error({ err: new SyncError('TARGET_UNREACHABLE', { host: 'db' }, cause) }, 'Run failed'),
    )

    expect(line?.['err']).toMatchObject({
      type: 'SyncError',
      code: 'TARGET_UNREACHABLE',
      details: { host: 'db' },
      cause: { message: 'refused', code: 'ECONNREFUSED', cause: { message: 'root' } },
    })
    expect(JSON.stringify(line)).not.toContain('client')
  })

  it('writes the parts of an error that stands for several', () => {
    const error = new AggregateError([new Error('first'), new Error('second')], 'All failed')
    const [line] = logLines((log) => log.error({ err: error }, 'Failed'))

    expect(line?.['err']).toMatchObject({ errors: [{ message: 'first' }, { message: 'second' }] })
  })

  it.each([
    ['22P02', 'invalid input syntax for type integer: "SECRET"', /type integer: •••$/],
    ['22P02', 'la sintaxis de entrada no es válida para tipo integer: «a "SECRET" b»', /integer/],
    ['22003', 'value "9SECRET9" is out of range for type integer', /^value ••• is out of range/],
    ['22021', 'invalid byte sequence for encoding UTF8: SECRET', /encoding UTF8: •••$/],
    ['22007', 'invalid input syntax for type date: "x\n    at SECRET\n"', /type date/],
  ])('cuts the values out of a message of class %s: %s', (code, message, left) => {
    const cause = Object.assign(new Error(message), { code })
    const detail = 'Key (ci)=(SECRET) already exists.'
    const err = new SyncError('VALUE_NOT_CARRIED', { table: 'persona', detail }, cause)
    const [line] = logLines((log) => log.error({ err }, 'Attempt failed'))

    expect(JSON.stringify(line)).not.toContain('SECRET')
    expect(line?.['err']).toMatchObject({
      details: { table: 'persona' },
      cause: { code, message: expect.stringMatching(left), stack: expect.stringContaining('at ') },
    })
  })

  it('leaves out the details that quote rows, however deep, and keeps the rest', () => {
    const details = {
      table: 'personas',
      rows: 2,
      values: ['Ana Pérez'],
      examples: [{ ci: 'Ana Pérez' }],
      faults: [{ column: 'ci', value: 'Ana Pérez', key: 'Ana Pérez', row: ['Ana Pérez'] }],
    }
    const err = new SyncError('VALUE_NOT_CARRIED', details)
    const wrapped = new Error('failed', {
      cause: new SyncError('KEY_DUPLICATE', { keys: ['Ana Pérez'] }),
    })
    const lines = logLines((log) => {
      log.error({ err }, 'Attempt failed')
      log.error({ err: wrapped, attempts: [{ failure: err }] }, 'Attempt failed')
    })

    expect(JSON.stringify(lines)).not.toContain('Ana')
    expect(lines[0]?.['err']).toMatchObject({
      details: { table: 'personas', rows: 2, faults: [{ column: 'ci' }] },
    })
  })

  const cause = new Error(`connect ${secretUrl}`)
  it.each<[string, (log: Logger) => void]>([
    ['a message', (log) => log.info(`Connecting to ${secretUrl}`)],
    ['a field', (log) => log.info({ url: secretUrl }, 'Connecting')],
    ['a deep field', (log) => log.info({ a: { b: [{ c: secretUrl }] } }, 'Connecting')],
    ['a URL object', (log) => log.info({ url: new URL(secretUrl) }, 'Connecting')],
    ['a field named after a secret', (log) => log.info({ db: { Password: 'hunter2' } }, 'x')],
    ['a header', (log) => log.info({ req: { headers: { authorization: 'hunter2' } } }, 'x')],
    ['an error', (log) => log.error({ err: new Error(`connect ${secretUrl}`) }, 'Failed')],
    ['an error alone', (log) => log.error(new Error(`connect ${secretUrl}`))],
    [
      'a nested cause',
      (log) => log.error({ err: new Error('a', { cause: new Error('b', { cause }) }) }),
    ],
    [
      'details',
      (log) => log.error({ err: new SyncError('DEFECT', { target: { url: secretUrl } }) }),
    ],
    ['an error in a field', (log) => log.error({ attempts: [{ failure: cause }] }, 'Failed')],
    ['the bindings of a child', (log) => log.child({ url: secretUrl }).info('Connecting')],
    [
      'the bindings of a grandchild',
      (log) => log.child({ a: 1 }).child({ password: 'hunter2' }).info('x'),
    ],
    ['a header text', (log) => log.info('Authorization: Basic hunter2')],
    ['a pair named otherwise', (log) => log.info('PGPASSWORD=hunter2 api_key: hunter2')],
    ['a text of JSON', (log) => log.info('{"password":"hunter2"}')],
    ['a field that holds JSON', (log) => log.info({ body: '{"password":"hunter2"}' }, 'x')],
    ['a key and value text', (log) => log.info("host=db password='hunter2' user=app")],
    ['a password with an @ in it', (log) => log.info('amqp://app:x@hunter2@broker/vhost')],
    ['a password with a / in it', (log) => log.info('amqp://app:x/hunter2@broker/vhost')],
  ])('never writes a credential that is in %s', (_where, write) => {
    const lines = logLines(write)

    expect(lines).toHaveLength(1)
    expect(JSON.stringify(lines)).not.toContain('hunter2')
  })

  it.each([
    ['a quoted pair', 'he said "password=abc" and left'],
    ['an apostrophe left open', "password='abc"],
    ['a backslash', 'password=a\\b'],
    ['an address in quotes', '"amqp://app:abc@broker"'],
  ])('stays a line of JSON with %s in the message and in a child', (_what, text) => {
    const [line] = logLines((log) => log.child({ text, note: "it's" }).info({ user: 'a@b' }, text))

    expect(line).toMatchObject({ user: 'a@b', note: "it's" })
  })

  it('leaves a line with an address and an @ in different fields as it is', () => {
    const [line] = logLines((log) =>
      log.info({ url: 'http://host:8080', mail: 'a@b' }, 'Listening'),
    )

    expect(line).toMatchObject({ url: 'http://host:8080', mail: 'a@b' })
  })
})
