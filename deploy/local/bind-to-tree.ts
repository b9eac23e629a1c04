import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDebianPackages } from './debian-packages.ts'
import type { LocalSettings } from './local-settings.ts'
import { runCommand } from './run-command.ts'
import { unpackedLibraries } from './unpacked-libraries.ts'

/**
 * Makes the programs in `folder` of an unpacked tree run with the loader, the C library and the
 * libraries of that tree, which is going to stand at `place`. They need no environment for it, so
 * programs of the system that they start are not led to libraries that are not theirs.
 */
export async function bindToTree(
  { unpacked, place, folder }: { unpacked: string; place: string; folder: string },
  settings: LocalSettings,
): Promise<void> {
  const tools = await ensureDebianPackages(
    { name: 'patchelf', packages: ['patchelf'], otherwise: 'take the RabbitMQ of the system' },
    settings,
  )
  const patchelf = async (args: readonly string[], statuses = [0]): Promise<string> =>
    runCommand(join(tools, 'usr/bin/patchelf'), args, {
      cwd: unpacked,
      env: unpackedLibraries(tools),
      statuses,
    })
  const libraries = unpackedLibraries(unpacked).LD_LIBRARY_PATH.replaceAll(unpacked, place)
  for (const file of programsIn(join(unpacked, folder))) {
    // Fails for scripts and for libraries, which the loader of their program loads.
    const loader = (await patchelf(['--print-interpreter', file], [0, 1])).trim()
    if (loader === '') continue
    const inTree = ['', 'usr'].find((root) => existsSync(join(unpacked, root, loader))) ?? ''
    await patchelf([
      ...['--set-interpreter', join(place, inTree, loader)],
      // Not the newer runpath: what a library needs in turn has to be found as well.
      ...['--force-rpath', '--set-rpath', libraries, file],
    ])
  }
}

function programsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => {
      const stats = lstatSync(file)
      return stats.isFile() && (stats.mode & 0o111) !== 0
    })
}
