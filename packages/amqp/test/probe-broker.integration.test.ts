import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestVhost, type TestVhost } from '@aaps-data/testing'
import { probeBroker } from '../src/index.ts'

describe('probeBroker', () => {
  let vhost: TestVhost

  beforeAll(async () => {
    vhost = await createTestVhost()
  })
  afterAll(() => vhost.drop())

  it('tells the version of the broker', async () => {
    expect(await probeBroker(vhost.url)).toEqual({ version: expect.stringMatching(/^\d+\.\d+/) })
  })

  it('goes on to the next URL when one does not answer', async () => {
    const closedPort = await portThatIsClosed()

    await expect(probeBroker(`amqp://127.0.0.1:${closedPort},${vhost.url}`)).resolves.toBeDefined()
  })

  it('tells apart a broker that is away from one that refuses the login', async () => {
    const closedPort = await portThatIsClosed()
    const wrong = new URL(vhost.url)
    wrong.password = 'hunter2'

    await expect(probeBroker(`amqp://app:hunter2@127.0.0.1:${closedPort}`)).rejects.toMatchObject({
      code: 'BROKER_UNREACHABLE',
      details: { address: `127.0.0.1:${closedPort}` },
    })
    const refusal: unknown = await probeBroker(wrong.href).catch((error: unknown) => error)
    expect(refusal).toMatchObject({
      code: 'BROKER_AUTH_FAILED',
      details: { address: `${wrong.host}/${vhost.name}` },
    })
    expect(String((refusal as Error).cause)).not.toContain('hunter2')
  })

  it('names the vhost when it does not exist', async () => {
    const missing = new URL(vhost.url)
    missing.pathname = '/missing'

    await expect(probeBroker(missing.href)).rejects.toMatchObject({
      code: 'BROKER_AUTH_FAILED',
      details: { vhost: 'missing or denied' },
    })
  })
})

async function portThatIsClosed(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
