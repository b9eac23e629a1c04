import { SyncError } from '@aaps-data/contracts'
import type { AccessRights } from './access-rights.ts'

const timeoutMs = 10_000

interface TopicPermission {
  readonly exchange: string
}

/**
 * Makes a login on the broker, or gives it another password, with exactly these rights on a virtual
 * host. Needs the broker's management interface and a login that administers it. Safe to repeat.
 * Throws `BROKER_UNREACHABLE` or `BROKER_AUTH_FAILED`, which name the address and no secret.
 */
export async function grantAccess(
  managementUrl: string,
  {
    vhost,
    login,
    password,
    rights,
  }: {
    readonly vhost: string
    readonly login: string
    readonly password: string
    readonly rights: AccessRights
  },
): Promise<void> {
  const { configure, write, read, topics } = rights
  const call = createManagement(managementUrl)
  const host = encodeURIComponent(vhost)
  const name = encodeURIComponent(login)
  await call('PUT', `/api/users/${name}`, { password, tags: '' })
  const before = (await call(
    'GET',
    `/api/users/${name}/topic-permissions`,
  )) as readonly (TopicPermission & { readonly vhost: string })[]
  const stale = before.filter(
    (one) => one.vhost === vhost && !topics.some(({ exchange }) => exchange === one.exchange),
  )
  // The narrower rights first, and none taken away for a moment: that would allow everything.
  for (const topic of topics) await call('PUT', `/api/topic-permissions/${host}/${name}`, topic)
  await call('PUT', `/api/permissions/${host}/${name}`, { configure, write, read })
  for (const { exchange } of stale) {
    const free = { exchange, write: '.*', read: '.*' }
    await call('PUT', `/api/topic-permissions/${host}/${name}`, free)
  }
}

function createManagement(managementUrl: string) {
  const { origin, username, password, host } = new URL(managementUrl)
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`

  return async (
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<unknown> => {
    const response = await fetch(origin + path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new SyncError('BROKER_UNREACHABLE', { address: host }, error)
    })
    if (response.status === 401 || response.status === 403) {
      throw new SyncError('BROKER_AUTH_FAILED', { address: host, status: response.status })
    }
    const text = await response.text()
    if (!response.ok) {
      throw new SyncError('BROKER_UNREACHABLE', { address: host, status: response.status, path })
    }
    return text === '' ? undefined : JSON.parse(text)
  }
}
