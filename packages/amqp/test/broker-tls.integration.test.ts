import { once } from 'node:events'
import { copyFile, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger } from '@aaps-data/runtime'
import { startTlsBroker, waitFor, type CertificateState, type TlsBroker } from '@aaps-data/testing'
import { applyTopology, openConnection, probeBroker } from '../src/index.ts'
import { connectBroker } from '../src/connect-broker.ts'

describe('a broker over TLS', () => {
  let broker: TlsBroker

  beforeAll(async () => {
    broker = await startTlsBroker()
  }, 120_000)
  beforeEach(() => broker.show('good'))
  afterAll(() => broker.stop(), 60_000)

  const withAuthority = (caFile = broker.caFile, url = broker.url) =>
    `${url}?cacertfile=${encodeURIComponent(caFile)}`

  function collectLog() {
    const lines: string[] = []
    const destination = { write: (line: string) => lines.push(line) }
    const log = createLogger({ service: 'test', instance: 'test', level: 'debug', destination })
    return { log, text: () => lines.join('') }
  }

  it('is trusted by the authority that the URL names, and works', async () => {
    await expect(probeBroker(withAuthority())).resolves.toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/),
    })
    await expect(applyTopology(withAuthority())).resolves.toBeUndefined()

    const connection = await openConnection(withAuthority())
    const { stream } = connection.connection as unknown as { stream: { encrypted?: boolean } }
    expect(stream.encrypted).toBe(true)
    await connection.close()
  })

  it('is refused without the authority', async () => {
    await expect(probeBroker(broker.url)).rejects.toMatchObject({
      code: 'BROKER_UNTRUSTED',
      details: {
        address: new URL(broker.url).host,
        problem: 'the certificate is of an unknown authority',
      },
    })
  })

  it('is refused by another authority than its own', async () => {
    await expect(probeBroker(withAuthority(broker.otherCaFile))).rejects.toMatchObject({
      code: 'BROKER_UNTRUSTED',
      details: { problem: 'the certificate is of an unknown authority' },
    })
  })

  it.each<[CertificateState, string]>([
    ['expired', 'the certificate has expired'],
    ['for another name', 'the certificate is for another name'],
  ])(
    'is refused when its certificate is %s, and trusted when it was renewed',
    async (state, problem) => {
      await broker.show(state)
      await expect(probeBroker(withAuthority())).rejects.toMatchObject({
        code: 'BROKER_UNTRUSTED',
        message: 'The message broker could not prove over TLS who it is',
        details: { problem },
      })

      await broker.show('good')
      await expect(probeBroker(withAuthority())).resolves.toBeDefined()
    },
  )

  it('is refused when the file of authorities is missing or holds none', async () => {
    const missing = join(dirname(broker.caFile), 'nothing.pem')
    await expect(probeBroker(withAuthority(missing))).rejects.toMatchObject({
      code: 'BROKER_UNTRUSTED',
      details: { problem: 'cacertfile cannot be read', caFile: missing },
    })
    const empty = join(dirname(broker.caFile), 'empty.pem')
    await writeFile(empty, '')
    await expect(probeBroker(withAuthority(empty))).rejects.toMatchObject({
      code: 'BROKER_UNTRUSTED',
      details: { problem: 'cacertfile holds no certificate in PEM form', caFile: empty },
    })
    await expect(probeBroker(withAuthority(broker.caFile, broker.plainUrl))).rejects.toMatchObject({
      code: 'BROKER_UNTRUSTED',
      details: { problem: 'cacertfile is set, but the URL does not begin with amqps' },
    })
  })

  describe('and what listens on the network', () => {
    let listener: Awaited<ReturnType<typeof listen>>

    afterEach(() => listener.close())

    it('hears neither the login nor the protocol of a broker that is refused', async () => {
      listener = await listen(broker.url)
      await broker.show('expired')
      await expect(probeBroker(withAuthority(broker.caFile, listener.url))).rejects.toMatchObject({
        code: 'BROKER_UNTRUSTED',
      })
      expect(listener.heard().length).toBeGreaterThan(0)
      expect(listener.heard().includes('AMQP')).toBe(false)
      expect(listener.heard().includes(broker.password)).toBe(false)
    })

    it('hears no login where the broker speaks no TLS: nothing goes on unencrypted', async () => {
      listener = await listen(broker.plainUrl)
      const url = listener.url.replace(/^amqp:/, 'amqps:')
      await expect(probeBroker(withAuthority(broker.caFile, url))).rejects.toMatchObject({
        code: 'BROKER_UNTRUSTED',
        details: { problem: 'TLS could not be agreed on' },
      })
      const { log, text } = collectLog()
      const connection = connectBroker({
        url: withAuthority(broker.caFile, url),
        name: 'plain',
        log,
      })
      await waitFor(() => text().includes('"failures":2'), { what: 'two attempts' })
      await connection.close()

      expect(listener.heard().length).toBeGreaterThan(0)
      expect(listener.heard().includes('AMQP')).toBe(false)
      expect(listener.heard().includes(broker.password)).toBe(false)
    })
  })

  it('is waited for until its certificate was renewed; no password is logged', async () => {
    await broker.show('expired')
    const { log, text } = collectLog()
    const connection = connectBroker({ url: withAuthority(), name: 'waiting', log })
    await waitFor(() => connection.state().failure === 'BROKER_UNTRUSTED', { what: 'the refusal' })

    await broker.show('good')
    await waitFor(() => connection.state().connected, { what: 'the connection' })
    await connection.close()

    expect(text()).toContain('the certificate has expired')
    expect(text()).not.toContain(broker.password)
  })

  it('is waited for until the file of authorities is there', async () => {
    const late = join(dirname(broker.caFile), 'late.pem')
    const { log, text } = collectLog()
    const connection = connectBroker({ url: withAuthority(late), name: 'late', log })
    await waitFor(() => connection.state().failure === 'BROKER_UNTRUSTED', { what: 'the refusal' })

    await copyFile(broker.caFile, late)
    await waitFor(() => connection.state().connected, { what: 'the connection' })
    await connection.close()
    expect(text()).toContain('cacertfile cannot be read')
    expect(text()).not.toContain(broker.password)
  })
})

/** Passes bytes on to a server, and keeps those that clients send. */
async function listen(upstreamUrl: string) {
  const upstream = new URL(upstreamUrl)
  const heard: Buffer[] = []
  const server = createServer((client) => {
    const onward = connect({ host: upstream.hostname, port: Number(upstream.port) })
    client.on('data', (bytes: Buffer) => heard.push(bytes))
    client.on('error', () => onward.destroy())
    onward.on('error', () => client.destroy())
    client.pipe(onward).pipe(client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(upstreamUrl)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    heard: () => Buffer.concat(heard),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}
