import { describe, expect, it } from '@jest/globals'
import { Type } from '@sinclair/typebox'
import { brokerUrl, loadConfig } from '../src/index.ts'

const schema = Type.Object({ AMQP_URL: brokerUrl({ description: 'the broker' }) })
const refused = 'The configuration of the service is wrong'
const load = (AMQP_URL: string) => loadConfig(schema, { AMQP_URL })

describe('brokerUrl', () => {
  it.each([
    'amqp://a:b@one/v',
    'amqp://a:b@one/v, amqp://a:b@two/v,',
    'amqps://a:b@one/v?cacertfile=/ca.pem,amqps://a:b@two/v',
  ])('takes %s', (url) => {
    expect(load(url)).toEqual({ AMQP_URL: url })
  })

  it.each([
    'amqps://a:b@one/v,amqp://a:b@two/v',
    'amqp://a:b@one/v, amqps://a:b@two/v',
    'amqp://a:b@one/v, two',
  ])('refuses nodes of which some are encrypted and some are not: %s', (url) => {
    expect(() => load(url)).toThrow(refused)
  })

  it('takes no time over a long list', () => {
    const many = `${'amqp://a:b@one/v,'.repeat(5_000)}x`

    expect(() => load(many)).toThrow(refused)
  })
})
