import { describe, expect, it } from '@jest/globals'
import { brokerFailure } from '../src/broker-failure.ts'
import { brokerAddress, brokerUrls, brokerUser } from '../src/broker-url.ts'

describe('brokerUrls', () => {
  it('splits the nodes of a broker', () => {
    expect(brokerUrls('amqp://a@one/v, amqp://a@two/v,')).toEqual([
      'amqp://a@one/v',
      'amqp://a@two/v',
    ])
  })
})

describe('brokerAddress', () => {
  it.each([
    ['amqp://app:secret@broker:5673/sync', 'broker:5673/sync'],
    ['amqps://app:secret@broker/sync', 'broker:5671/sync'],
    ['not a URL', 'an address that is no AMQP URL'],
    ['app:secret@broker', 'an address that is no AMQP URL'],
  ])('tells where %s leads without its credentials', (url, address) => {
    expect(brokerAddress(url)).toBe(address)
  })
})

describe('brokerUser', () => {
  it('gives the login as the broker knows it', () => {
    expect(brokerUser('amqp://sync%2Dmonitor:x@one/v,amqp://sync-monitor:x@two/v')).toBe(
      'sync-monitor',
    )
  })
})

describe('brokerFailure', () => {
  it.each([
    ['Handshake terminated by server: 403 (ACCESS-REFUSED)', 'BROKER_AUTH_FAILED'],
    ['Connection closed: 530 (NOT-ALLOWED) with message "vhost"', 'BROKER_AUTH_FAILED'],
    ['Expected ConnectionOpenOk; got <ConnectionClose channel:0> undefined', 'BROKER_AUTH_FAILED'],
    ['connect ECONNREFUSED 127.0.0.1:403', 'BROKER_UNREACHABLE'],
    ['Socket closed abruptly during opening handshake', 'BROKER_UNREACHABLE'],
  ])('knows %s', (message, code) => {
    expect(brokerFailure(new Error(message), 'amqp://a:b@h/v')).toMatchObject({
      code,
      details: { address: 'h:5672/v' },
    })
  })

  it.each([
    ['CERT_HAS_EXPIRED', 'the certificate has expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another name'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'the certificate is of an unknown authority'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS could not be agreed on'],
  ])('says what %s means', (code, problem) => {
    const error = Object.assign(new Error('x'), { code })

    expect(brokerFailure(error, 'amqps://a:b@h/v')).toMatchObject({
      code: 'BROKER_UNTRUSTED',
      details: { address: 'h:5671/v', problem },
    })
  })
})
