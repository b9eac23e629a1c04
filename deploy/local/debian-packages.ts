import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalSettings } from './local-settings.ts'
import { runCommand } from './run-command.ts'
import { StackError } from './stack-error.ts'

export interface DebianPackages {
  /** Folder name in the cache. */
  readonly name: string
  readonly packages: readonly string[]
  /** What else would make the need go away, for the message when fetching can't work. */
  readonly otherwise: string
  /** Adapts the unpacked tree to its final place; runs before the tree counts as complete. */
  readonly adapt?: (unpacked: string, place: string) => void
}

/**
 * On every Debian system, or only run by the maintainer scripts, which are not run here. The C
 * library must be the system's own: its loader does not work with another version of it.
 */
const assumedInstalled = [
  ...['libc6', 'libc-bin', 'dpkg', 'tar', 'bash', 'perl', 'perl-base', 'debconf', 'passwd'],
  ...['adduser', 'init-system-helpers', 'sysvinit-utils', 'lsb-base', 'ucf', 'sensible-utils'],
  ...['logrotate', 'openssl', 'ssl-cert', 'netbase', 'systemd', 'procps', 'xdg-utils'],
]

/**
 * Gives the folder into which Debian packages and the libraries they need are unpacked, after
 * fetching them if they are not there yet. Needs no root and changes nothing on the system: apt
 * works on lists and a status of its own, signatures are checked with the system's keys, and no
 * maintainer script runs. The folder appears whole or not at all, also when two fetch at once;
 * it can't be moved. Throws a StackError when there is no apt or no network.
 */
export async function ensureDebianPackages(
  { name, packages, otherwise, adapt }: DebianPackages,
  { cacheDirectory, step }: LocalSettings,
): Promise<string> {
  const place = join(cacheDirectory, name)
  if (existsSync(join(place, '.complete'))) return place
  return await step(`Fetching ${packages.join(', ')} from Debian into ${place}`, async () => {
    const work = join(cacheDirectory, `${name}.${process.pid}.new`)
    try {
      const unpacked = join(work, 'root')
      await fetchAndUnpack({ work, unpacked, packages })
      adapt?.(unpacked, place)
      writeFileSync(join(unpacked, '.complete'), '')
      moveInto(unpacked, place)
    } catch (cause) {
      throw new StackError(
        `${packages.join(', ')} could not be fetched without root (${(cause as Error).message.trim()}). ` +
          `It takes a Debian system with apt and its package servers in reach; otherwise ${otherwise}.`,
        { cause },
      )
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
    return place
  })
}

async function fetchAndUnpack({
  work,
  unpacked,
  packages,
}: {
  work: string
  unpacked: string
  packages: readonly string[]
}): Promise<void> {
  const archives = join(work, 'archives')
  for (const folder of ['lists/partial', 'archives/partial', 'root']) {
    mkdirSync(join(work, folder), { recursive: true })
  }
  const architecture = (await runCommand('dpkg', ['--print-architecture'])).trim()
  writeFileSync(join(work, 'status'), assumedInstalled.map(statusEntry(architecture)).join('\n'))
  const apt = async (...args: string[]): Promise<string> =>
    await runCommand('apt-get', [...aptOptions(work), ...args], { cwd: work })
  await apt('update')
  await apt('install', '--yes', '--download-only', ...packages)
  for (const archive of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    await runCommand('dpkg-deb', ['--extract', join(archives, archive), unpacked])
  }
}

function aptOptions(work: string): string[] {
  const settings = [
    `Dir::State::lists=${work}/lists`,
    `Dir::State::status=${work}/status`,
    `Dir::State::extended_states=${work}/extended-states`,
    `Dir::Cache=${work}`,
    `Dir::Cache::archives=${work}/archives`,
    'Dir::Log=/dev/null',
    'Debug::NoLocking=true',
    `APT::Sandbox::User=${process.getuid?.() === 0 ? 'root' : ''}`,
    'APT::Install-Recommends=false',
    'Acquire::Retries=3',
    'DPkg::Use-Pty=false',
  ]
  return ['-qq', ...settings.flatMap((setting) => ['-o', setting])]
}

function statusEntry(architecture: string): (name: string) => string {
  return (name) =>
    [
      `Package: ${name}`,
      'Status: install ok installed',
      'Priority: required',
      'Maintainer: none',
      `Architecture: ${architecture}`,
      'Multi-Arch: foreign',
      'Version: 99:99',
      'Description: assumed to be there',
      '',
    ].join('\n')
}

function moveInto(unpacked: string, place: string): void {
  try {
    renameSync(unpacked, place)
  } catch (error) {
    // Somebody else was faster and has put the same there.
    if (!existsSync(join(place, '.complete'))) throw error
  }
}
