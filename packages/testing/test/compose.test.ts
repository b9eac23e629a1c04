import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { accessRights } from '@aaps-data/amqp'
import { workerConfig } from '../../../services/worker/src/config.ts'

interface ComposeService {
  readonly image?: string
  readonly build?: { context: string; dockerfile: string; args: { SERVICE: string } }
  readonly command?: readonly string[]
  readonly profiles?: readonly string[]
  readonly restart: string
  readonly environment: Readonly<Record<string, string>>
  readonly healthcheck?: { test: unknown[] }
  readonly stop_grace_period?: string
  readonly depends_on?: Readonly<Record<string, { condition: string; required?: false }>>
  readonly volumes?: readonly string[]
}

const repository = join(__dirname, '..', '..', '..')
const text = (path: string): string => readFileSync(join(repository, path), 'utf8')
const composeText = text('docker-compose.yml')
const compose = parse(composeText, { merge: true }) as {
  services: Record<string, ComposeService>
  volumes: Record<string, null>
  configs: Record<string, { readonly content: string }>
}
const definitionsText = compose.configs['broker-definitions']?.content ?? ''
const definitions = JSON.parse(
  definitionsText.replaceAll('$$', '$').replaceAll(/\$\{[^}]*\}/g, 'x'),
) as Readonly<Record<'permissions' | 'topic_permissions', readonly { readonly user: string }[]>>
const built = Object.entries(compose.services).flatMap(([name, service]) =>
  service.build === undefined ? [] : [{ name, ...service, build: service.build }],
)

describe('docker-compose.yml', () => {
  it.each(built)('builds $name from paths that exist, and runs its main', ({ build, command }) => {
    expect(existsSync(join(repository, build.context, build.dockerfile))).toBe(true)
    expect(existsSync(join(repository, build.args.SERVICE, 'src', 'main.ts'))).toBe(true)
    expect(command?.slice(0, 3) ?? []).toEqual(
      command === undefined ? [] : ['node', '--enable-source-maps', 'dist/main.js'],
    )
  })

  it.each(['worker', 'scheduler', 'monitor'])('starts a %s as its package does', (service) => {
    const { scripts } = JSON.parse(text(join('services', service, 'package.json'))) as {
      readonly scripts: { readonly start: string }
    }
    const [, command = ''] = /^CMD (.*)$/m.exec(text('deploy/Dockerfile')) ?? []
    expect((JSON.parse(command) as string[]).join(' ')).toBe(scripts.start)
  })

  it('sets only variables that the part reads', () => {
    for (const { build, environment } of built) {
      const sourceFolder = join(build.args.SERVICE, 'src')
      const source = readdirSync(join(repository, sourceFolder), { recursive: true })
        .filter((file) => String(file).endsWith('.ts'))
        .map((file) => text(join(sourceFolder, String(file))))
        .join('\n')
      const unread = Object.keys(environment).filter(
        (name) => !name.startsWith('SOURCE_') && !source.includes(name),
      )
      expect({ part: build.args.SERVICE, unread }).toEqual({ part: build.args.SERVICE, unread: [] })
    }
  })

  it('takes exactly the variables that .env.example explains, and secrets from nowhere else', () => {
    const used = [...composeText.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name)
    const explained = [...text('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
    // The first is compose's own.
    expect(new Set(['COMPOSE_PROFILES', ...used])).toEqual(new Set(explained))
    const passwords = [...composeText.matchAll(/\$\{(\w+(?:PASSWORD|_URL))(.*?)\}/g)]
    for (const [, name = '', rest] of passwords) expect(rest).toBe(`:?set ${name} in .env`)
  })

  it('waits only for services that exist, in a way that can come true', () => {
    for (const { depends_on: dependencies = {} } of Object.values(compose.services)) {
      for (const [name, { condition }] of Object.entries(dependencies)) {
        expect(compose.services).toHaveProperty([name])
        const isOneShot = compose.services[name]?.restart === 'no'
        expect(condition).toBe(isOneShot ? 'service_completed_successfully' : 'service_healthy')
      }
    }
  })

  it('checks the health of everything that stays, and lets it stop in peace', () => {
    const staying = Object.entries(compose.services).filter(([, { restart }]) => restart !== 'no')
    for (const [name, service] of staying) {
      expect([name, service]).toEqual([
        name,
        expect.objectContaining({
          healthcheck: expect.anything(),
          stop_grace_period: expect.stringMatching(/^\d+s$/),
        }),
      ])
    }
  })

  it('gives every worker time for its longest grace, to roll back, and to close', () => {
    const graceMs = Number(workerConfig.properties.WORKER_STOP_GRACE.maximum)
    const period = compose.services['worker']?.stop_grace_period ?? ''
    expect(Number.parseInt(period) * 1_000).toBeGreaterThanOrEqual(graceMs + 20_000)
  })

  it('makes the sample only in its profile, which .env.example chooses, before the tables', () => {
    expect(compose.services['sample']?.profiles).toEqual(['sample'])
    expect(text('.env.example')).toMatch(/^COMPOSE_PROFILES=sample$/m)
    expect(text('.env.example')).toMatch(/^SOURCE_SIIRAYS_URL=\S+@target:5432\/siirays$/m)
    expect(compose.services['migrate']?.depends_on?.['sample']).toEqual({
      condition: 'service_completed_successfully',
      required: false,
    })
  })

  it('asks for health in words and scripts that can be read', () => {
    const checks = Object.values(compose.services).map(({ healthcheck }) => healthcheck?.test ?? [])
    for (const word of checks.flat()) expect(word).toEqual(expect.any(String))
    const scripts = checks.flatMap(([, command, , script]) =>
      command === 'node' ? [String(script)] : [],
    )
    expect(scripts.length).toBeGreaterThan(0)
    expect(() => scripts.map((script) => new Script(script))).not.toThrow()
  })

  it.each(['scheduler', 'worker', 'monitor'] as const)(
    'gives the login %s on the broker the rights of its role, and no others',
    (role) => {
      const { configure, write, read, topics } = accessRights(role, { login: role })
      const mine = <Entry extends { readonly user: string }>(entries: readonly Entry[]) =>
        entries.filter(({ user }) => user === role)
      expect(mine(definitions.permissions)).toEqual([
        { user: role, vhost: '/', configure, write, read },
      ])
      expect(mine(definitions.topic_permissions)).toEqual(
        topics.map((topic) => ({ user: role, vhost: '/', ...topic })),
      )
    },
  )

  it('declares the volumes that it mounts', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0]),
    )
    expect(new Set(mounted)).toEqual(new Set(Object.keys(compose.volumes)))
  })
})

describe('deploy/Dockerfile', () => {
  it('copies only paths that exist', () => {
    const copies = [...text('deploy/Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
    const paths = copies.flatMap(([, sources = '']) => sources.split(' '))
    expect(paths.length).toBeGreaterThan(0)
    expect(paths.filter((path) => !existsSync(join(repository, path)))).toEqual([])
  })

  it('runs as an ordinary user', () => {
    expect(text('deploy/Dockerfile')).toMatch(/^USER node$/m)
  })
})
