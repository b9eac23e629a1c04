import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { TestVhost } from '../src/index.ts'

interface Definitions {
  readonly users: readonly { readonly name: string; readonly password: string }[]
  readonly permissions: readonly { readonly user: string }[]
  readonly topic_permissions: readonly { readonly user: string }[]
}

export interface ComposeLogins {
  /** What docker-compose.yml calls the login, as it is called on the test's broker. */
  userOf(login: string): string
  urlOf(login: string): string
  remove(): Promise<void>
}

const repository = join(__dirname, '..', '..', '..')

/**
 * Creates the broker's logins of docker-compose.yml, with exactly their permissions, for a virtual
 * host of a test. Their names get a suffix, because logins belong to the whole broker.
 */
export async function createComposeLogins(host: TestVhost): Promise<ComposeLogins> {
  const suffix = randomBytes(4).toString('hex')
  const vhost = decodeURIComponent(new URL(host.url).pathname.slice(1))
  const userOf = (login: string) => `${login}-${suffix}`
  const { users, permissions, topic_permissions: topics } = readDefinitions()
  const here = <Entry extends { readonly user: string }>(entry: Entry) => ({
    ...entry,
    user: userOf(entry.user),
    vhost,
  })
  await host.manage('POST', '/api/definitions', {
    users: users.map((user) => ({ ...user, name: userOf(user.name) })),
    permissions: permissions.map(here),
    topic_permissions: topics.map(here),
  })
  return {
    userOf,
    urlOf: (login) => {
      const own = new URL(host.url)
      own.username = userOf(login)
      own.password = users.find(({ name }) => name === login)?.password ?? ''
      return own.href
    },
    remove: async () => {
      for (const { name } of users) await host.manage('DELETE', `/api/users/${userOf(name)}`)
    },
  }
}

/** The definitions as docker compose writes them into the container, with other passwords. */
function readDefinitions(): Definitions {
  const { configs } = parse(readFileSync(join(repository, 'docker-compose.yml'), 'utf8'), {
    merge: true,
  }) as { configs: Readonly<Record<'broker-definitions', { content: string }>> }
  const text = configs['broker-definitions'].content
    .replace(/\$\{\w+:\?[^}]*\}/g, () => randomBytes(12).toString('hex'))
    .replaceAll('$$', '$')
  return JSON.parse(text) as Definitions
}
