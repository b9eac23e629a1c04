import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bindToTree } from './bind-to-tree.ts'
import { ensureDebianPackages } from './debian-packages.ts'
import type { LocalSettings } from './local-settings.ts'
import { unpackedLibraries } from './unpacked-libraries.ts'

export interface RabbitmqBinaries {
  readonly server: string
  readonly env: NodeJS.ProcessEnv
  readonly origin: string
}

/**
 * Finds the RabbitMQ server: the installed Debian package, else one fetched into the cache, of the
 * release of Debian that the settings name. It is never the wrapper in /usr/sbin, which serves the
 * system's own node and user alone.
 */
export async function findRabbitmqBinaries(settings: LocalSettings): Promise<RabbitmqBinaries> {
  const { rabbitmqRelease: release } = settings
  const isInstalled = ['rabbitmq/bin/rabbitmq-server', 'erlang/bin/erl'].every((path) =>
    existsSync(join('/usr/lib', path)),
  )
  if (isInstalled && release === undefined && !settings.ignoresSystemPackages) {
    return { server: '/usr/lib/rabbitmq/bin/rabbitmq-server', env: {}, origin: 'installed' }
  }
  const root = await ensureDebianPackages(
    {
      name: release === undefined ? 'rabbitmq' : `rabbitmq-${release}`,
      release,
      packages: ['rabbitmq-server'],
      otherwise: 'install rabbitmq-server, or set AMQP_URL to a broker',
      async adapt(unpacked, place) {
        placeErlang(unpacked, place)
        if (release === undefined) return
        await bindToTree({ unpacked, place, folder: 'usr/lib/erlang' }, settings)
      },
    },
    settings,
  )
  return {
    server: join(root, 'usr/lib/rabbitmq/bin/rabbitmq-server'),
    env: {
      PATH: `${join(root, 'usr/lib/erlang/bin')}:/usr/local/bin:/usr/bin:/bin`,
      // Programs of another release find their libraries by themselves, and only they may.
      ...(release === undefined ? unpackedLibraries(root) : {}),
    },
    origin: release === undefined ? 'unpacked' : `unpacked, of Debian ${release}`,
  }
}

/** Debian's erl has its folder written into it and listens to no variable. */
function placeErlang(unpacked: string, place: string): void {
  const erlang = join(unpacked, 'usr/lib/erlang')
  const runtimes = readdirSync(erlang).filter((name) => name.startsWith('erts-'))
  for (const folder of ['bin', ...runtimes.map((name) => join(name, 'bin'))]) {
    const script = join(erlang, folder, 'erl')
    const text = readFileSync(script, 'utf8')
    writeFileSync(script, text.replace(/^( *ROOTDIR=)\S*$/gm, `$1${join(place, 'usr/lib/erlang')}`))
  }
}
