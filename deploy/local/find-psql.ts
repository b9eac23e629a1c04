import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram, type Program } from './find-program.ts'
import type { LocalSettings } from './local-settings.ts'
import { unpackedLibraries } from './unpacked-libraries.ts'

/** Finds psql (PSQL_PATH, installed, fetched). */
export async function findPsql(settings: LocalSettings): Promise<Program> {
  return await findProgram(
    {
      variable: 'PSQL_PATH',
      installedAt: [...versionedPaths('/'), '/usr/bin/psql'],
      debian: { name: 'psql', packages: ['postgresql-client'] },
      unpacked: (root) => {
        const [command] = versionedPaths(root)
        if (command === undefined) throw new Error(`no psql in ${root}`)
        return { command, env: unpackedLibraries(root) }
      },
    },
    settings,
  )
}

/** Newest first. Not /usr/bin/psql if it can be helped: Debian's is a script that wants perl. */
function versionedPaths(root: string): string[] {
  const versions = join(root, 'usr/lib/postgresql')
  if (!existsSync(versions)) return []
  return readdirSync(versions)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(versions, version, 'bin', 'psql'))
    .filter((path) => existsSync(path))
}
