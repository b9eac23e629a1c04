import { randomBytes } from 'node:crypto'
import { testServerUrls } from './test-server-urls.ts'

export interface TestVhost {
  readonly name: string
  /** AMQP address of the virtual host. */
  readonly url: string
  /** Calls the management API and gives its answer, parsed; throws on a status above 399. */
  manage(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>
  /** Deletes the virtual host; the broker closes its connections. Safe to repeat. */
  drop(): Promise<void>
}

/** Creates an empty virtual host with a unique name, on which the test's user may do everything. */
export async function createTestVhost(): Promise<TestVhost> {
  const { amqpUrl, amqpManagementUrl } = testServerUrls()
  const manage = managementClient(amqpManagementUrl)
  const name = `aaps-test-${randomBytes(6).toString('hex')}`
  const user = new URL(amqpUrl).username
  await manage('PUT', `/api/vhosts/${name}`)
  await manage('PUT', `/api/permissions/${name}/${user}`, {
    configure: '.*',
    write: '.*',
    read: '.*',
  })

  const url = new URL(amqpUrl)
  url.pathname = `/${name}`
  let dropped: Promise<unknown> | undefined
  return {
    name,
    url: url.href,
    manage,
    drop: async () => {
      await (dropped ??= manage('DELETE', `/api/vhosts/${name}`))
    },
  }
}

function managementClient(managementUrl: string): TestVhost['manage'] {
  const { origin, username, password } = new URL(managementUrl)
  const credentials = Buffer.from(
    `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
  ).toString('base64')
  return async (method, path, body) => {
    const response = await fetch(origin + path, {
      method,
      headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
}
