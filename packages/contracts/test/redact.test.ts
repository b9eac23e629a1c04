import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { redactText, redactValue } from '../src/index.ts'

const letters = Array.from('abcdefghijklmnopqrstuvwxyzñÁ0123456789')
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 })
/** What people put into passwords, unescaped: everything but white space and a double quote. */
const nasty = fc.string({
  unit: fc.constantFrom(...letters, ...Array.from(`@/:?#&=%;,'\\$[]{}()<>*+~!^|`)),
  maxLength: 20,
})
/** Begins and ends with something that is in no other part of the text. */
const password = nasty.map((middle) => `Qz${middle}Zq`)

describe('redactText', () => {
  it('hides the password of a URL, whatever is in it', () => {
    fc.assert(
      fc.property(word, password, word, (user, secret, host) => {
        const shown = redactText(`connect postgres://${user}:${secret}@${host}/db failed`)
        expect(shown).toBe(`connect postgres://${user}:***@${host}/db failed`)
      }),
    )
  })

  it.each(['password=', 'passwd = ', 'PWD=', 'Password: ', 'PGPASSWORD=', 'api_key=', 'token:'])(
    'hides what follows %p',
    (name) => {
      fc.assert(
        fc.property(password, (secret) => {
          const shown = redactText(`host=db ${name}${secret} user=app`)
          expect(shown).toBe(`host=db ${name}*** user=app`)
        }),
      )
    },
  )

  it.each([
    ['both at once', 'postgres://u:p@ss@host/db password=hunter2', 'hunter2'],
    ['both at once, the first', 'postgres://u:p@ss@host/db password=hunter2', 'p@ss'],
    ['a user with an @', 'postgres://ana@corp:hunter2@host/db', 'hunter2'],
    ['no user', 'amqp://:hunter2@host', 'hunter2'],
    ['quotes and spaces', "password='hunter2 and more' user=app", 'more'],
    ['a header', 'Authorization: Basic aHVudGVyMg==', 'aHVudGVyMg=='],
    ['a header as JSON', '{"authorization":"Bearer aHVudGVyMg=="}', 'aHVudGVyMg=='],
    ['JSON in JSON', '{"a":"{\\"password\\":\\"hunter2\\"}"}', 'hunter2'],
    ['a query', 'postgres://host/db?user=u&password=hunter2', 'hunter2'],
    ['two URLs', 'amqp://a:hunter2@h1,amqp://b:hunter2@h2', 'hunter2'],
  ])('hides credentials in %s', (_what, text, secret) => {
    expect(redactText(text)).not.toContain(secret)
  })

  it.each([
    'http://127.0.0.1:8080/api/docs',
    'password authentication failed for user "app"',
    'postgres://app@host:5432/db',
    'amqp://host:5672 and ana@example.org',
  ])('leaves %p as it is', (text) => {
    expect(redactText(text)).toBe(text)
  })

  it('takes linear time on texts made to be slow', () => {
    const startedAt = performance.now()
    for (const part of ['a', 'a://', 'a://b:', 'password', "password='"]) {
      redactText(part.repeat(20_000))
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })
})

describe('redactValue', () => {
  it('keeps what JSON can carry', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4, stringUnit: fc.constantFrom('a', 'b', 'ñ', '0', ' ') }),
        (value) => {
          expect(JSON.stringify(redactValue(value))).toBe(JSON.stringify(value))
        },
      ),
    )
  })

  it('never throws, and its copy can be written as JSON', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withMap: true }),
        (value) => {
          expect(() => JSON.stringify(redactValue(value))).not.toThrow()
        },
      ),
    )
  })

  it('hides a credential wherever it is', () => {
    const place = fc.constantFrom<(text: string) => unknown>(
      (text) => text,
      (text) => ({ [text]: 1 }),
      (text) => [[text]],
      (text) => new Error(text),
      (text) => ({ toJSON: () => ({ text }) }),
      (text) => new URL(text),
    )
    fc.assert(
      fc.property(fc.array(place, { minLength: 1 }), (places) => {
        const value = places.map((put) => put('postgres://app:hunter2@db/siirays'))
        expect(JSON.stringify(redactValue(value))).not.toContain('hunter2')
      }),
    )
  })

  it('hides fields that are named after a secret', () => {
    const value = { db: { Password: 'x', api_key: ['y'] }, cookie: undefined }
    expect(redactValue(value)).toEqual({
      db: { Password: '[redacted]', api_key: '[redacted]' },
      cookie: undefined,
    })
  })

  it('is bounded', () => {
    const value = { text: 'x'.repeat(50_000), list: Array.from({ length: 5_000 }, (_, n) => n) }
    expect(JSON.stringify(redactValue(value)).length).toBeLessThan(12_000)
  })
})
