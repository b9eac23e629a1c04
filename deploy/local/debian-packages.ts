import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalSettings } from './local-settings.ts'
import { runCommand } from './run-command.ts'
import { StackError } from './stack-error.ts'

export interface DebianPackages {
  /** Folder name in the cache. */
  readonly name: string
  readonly packages: readonly string[]
  /** Another release of Debian than the system's, such as `trixie`: then the C library comes along. */
  readonly release?: string | undefined
  /** What else would make the need go away, for the message when fetching can't work. */
  readonly otherwise: string
  /** Adapts the unpacked tree to its final place; runs before the tree counts as complete. */
  readonly adapt?: (unpacked: string, place: string) => void | Promise<void>
}

/** The C library must be the system's own: its loader does not work with another version of it. */
const systemLibrary = ['libc6']

/** On every Debian system, or only run by the maintainer scripts, which are not run here. */
const assumedInstalled = [
  ...['libc-bin', 'dpkg', 'tar', 'bash', 'perl', 'perl-base', 'debconf', 'passwd'],
  ...['adduser', 'init-system-helpers', 'sysvinit-utils', 'lsb-base', 'ucf', 'sensible-utils'],
  ...['logrotate', 'openssl', 'ssl-cert', 'netbase', 'systemd', 'procps', 'xdg-utils'],
  // Drivers of graphics cards, a quarter of Chromium's tree: pages are drawn without.
  'libgl1-mesa-dri',
]

/**
 * Gives the folder into which Debian packages and the libraries they need are unpacked, after
 * fetching them if they are not there yet. Needs no root and changes nothing on the system: apt
 * works on lists and a status of its own, signatures are checked with the system's keys, and no
 * maintainer script runs. The folder appears whole or not at all, also when two fetch at once;
 * it can't be moved. Throws a StackError when there is no apt or no network.
 */
export async function ensureDebianPackages(
  { name, packages, release, otherwise, adapt }: DebianPackages,
  { cacheDirectory, step }: LocalSettings,
): Promise<string> {
  const place = join(cacheDirectory, name)
  if (existsSync(join(place, '.complete'))) return place
  return await step(`Fetching ${packages.join(', ')} from Debian into ${place}`, async () => {
    const work = join(cacheDirectory, `${name}.${process.pid}.new`)
    try {
      const unpacked = join(work, 'root')
      await fetchAndUnpack({ work, unpacked, packages, release })
      await adapt?.(unpacked, place)
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
  release,
}: {
  work: string
  unpacked: string
  packages: readonly string[]
  release: string | undefined
}): Promise<void> {
  const archives = join(work, 'archives')
  for (const folder of ['lists/partial', 'archives/partial', 'root']) {
    mkdirSync(join(work, folder), { recursive: true })
  }
  const status = join(work, 'status')
  writeFileSync(status, '')
  const systemOptions = aptOptions(work)
  const atWork = { cwd: work }
  // 100 says that one of the names is unknown, as in another release of Debian.
  const tolerant = { ...atWork, statuses: [0, 100] }
  await runCommand('apt-get', [...systemOptions, 'update'], atWork)
  const options =
    release === undefined
      ? systemOptions
      : [...systemOptions, ...(await releaseOptions({ work, release, systemOptions }))]
  const assumed = [...assumedInstalled, ...(release === undefined ? systemLibrary : [])]
  const show = ['show', '--no-all-versions', ...assumed]
  writeFileSync(status, asInstalled(await runCommand('apt-cache', [...options, ...show], tolerant)))
  const install = ['install', '--yes', '--download-only', ...packages]
  await runCommand('apt-get', [...options, ...install], atWork)
  for (const archive of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    await runCommand('dpkg-deb', ['--extract', join(archives, archive), unpacked])
  }
}

/** Makes apt work on another release, from where the system gets its own. */
async function releaseOptions({
  work,
  release,
  systemOptions,
}: {
  work: string
  release: string
  systemOptions: readonly string[]
}): Promise<string[]> {
  const list = join(work, 'sources.list')
  const targets = ['indextargets', '--format', '$(REPO_URI)', 'Identifier: Packages']
  const ofDebian = ['Label: Debian', 'Component: main']
  const found = await runCommand('apt-get', [...systemOptions, ...targets, ...ofDebian], {
    cwd: work,
  })
  const [uri] = found.split('\n')
  if (!uri) throw new Error('apt knows no repository of Debian')
  writeFileSync(list, `deb ${uri} ${release} main\n`)
  const settings = [`Dir::Etc::sourcelist=${list}`, 'Dir::Etc::sourceparts=/dev/null']
  const options = settings.flatMap((setting) => ['-o', setting])
  await runCommand('apt-get', [...systemOptions, ...options, 'update'], { cwd: work })
  return options
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

/**
 * Turns descriptions of available packages into those of installed ones that want nothing. Their
 * versions become later ones, or apt would replace them by what it takes for an update.
 */
function asInstalled(descriptions: string): string {
  return descriptions
    .replace(/^(Pre-Depends|Depends|Recommends|Suggests|Breaks|Conflicts): .*\n/gm, '')
    .replace(/^(Version: .*)$/gm, '$1+assumed')
    .replace(/^(Package: .*)$/gm, '$1\nStatus: install ok installed')
}

function moveInto(unpacked: string, place: string): void {
  try {
    renameSync(unpacked, place)
  } catch (error) {
    // Somebody else was faster and has put the same there.
    if (!existsSync(join(place, '.complete'))) throw error
  }
}
