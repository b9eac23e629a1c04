import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLogger, type Logger } from '@aaps-data/runtime'
import { createTestVhost, waitFor, type TestVhost } from '@aaps-data/testing'
import { connectBroker } from '../src/connect-broker.ts'
import { openSilentProxy } from './open-silent-proxy.ts'

describe('connectBroker', () => {
  let vhost: TestVhost
  const logLines: string[] = []
  const log: Logger = createLogger({
    service: 'test',
    instance: 'test',
    level: 'debug',
    destination: { write: (line) => logLines.push(line) },
  })

  beforeAll(async () => {
    vhost = await createTestVhost()
  })
  afterAll(() => vhost.drop())

  it('tries the nodes in turn until one answers', async () => {
    const connection = connectBroker({
      url: `amqp://127.0.0.1:1,${vhost.url}`,
      name: 'in turn',
      log,
    })

    await waitFor(() => connection.state().connected, { what: 'the connection' })

    expect(connection.state()).toEqual({ connected: true, blocked: false, failure: undefined })
    await connection.close()
    expect(connection.state().connected).toBe(false)
  })

  it('tells a listener of the connection that exists, and of its end', async () => {
    const connection = connectBroker({ url: vhost.url, name: 'listened', log })
    await waitFor(() => connection.current(), { what: 'the connection' })
    const heard: string[] = []

    connection.listen({
      onConnect: () => heard.push('connect'),
      onDisconnect: () => heard.push('disconnect'),
    })
    expect(heard).toEqual(['connect'])

    await connection.close()
    expect(heard).toEqual(['connect', 'disconnect'])
  })

  it('row 30: says that the login is refused, keeps trying, and never logs it', async () => {
    const refused = new URL(vhost.url)
    refused.password = 'hunter2'
    const connection = connectBroker({ url: refused.href, name: 'refused', log })

    await waitFor(() => connection.state().failure === 'BROKER_AUTH_FAILED', {
      what: 'the refusal',
    })
    await waitFor(() => logLines.filter((line) => line.includes('"failures":2')).length > 0, {
      what: 'another attempt',
    })

    await connection.close()
    expect(logLines.join('')).toContain('BROKER_AUTH_FAILED')
    expect(logLines.join('')).not.toContain('hunter2')
  })

  it('row 11: notices a peer that fell silent and comes back when the network does', async () => {
    const proxy = await openSilentProxy(vhost.url)
    const connection = connectBroker({
      url: proxy.urlOf(vhost.url),
      name: 'silenced',
      log,
      heartbeatS: 1,
    })
    const first = await waitFor(() => connection.current(), { what: 'the connection' })

    proxy.muteBroker()
    await waitFor(() => !connection.state().connected, { what: 'the silence to be noticed' })
    proxy.heal()

    const second = await waitFor(() => connection.current(), { what: 'another connection' })
    expect(second).not.toBe(first)
    await connection.close()
    await proxy.close()
  })

  it('closes within seconds when the peer does not answer, and stays closed', async () => {
    const proxy = await openSilentProxy(vhost.url)
    const connection = connectBroker({ url: proxy.urlOf(vhost.url), name: 'stuck', log })
    await waitFor(() => connection.current(), { what: 'the connection' })
    proxy.muteBroker()

    const startedAt = performance.now()
    await connection.close()

    expect(performance.now() - startedAt).toBeLessThan(4_000)
    expect(connection.current()).toBeUndefined()
    await proxy.close()
  })
})
