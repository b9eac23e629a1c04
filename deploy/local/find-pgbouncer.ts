import { join } from 'node:path'
import { findProgram, type Program } from './find-program.ts'
import type { LocalSettings } from './local-settings.ts'
import { unpackedLibraries } from './unpacked-libraries.ts'

/** Finds PgBouncer (PGBOUNCER_PATH, installed, fetched). */
export async function findPgbouncer(settings: LocalSettings): Promise<Program> {
  return await findProgram(
    {
      variable: 'PGBOUNCER_PATH',
      installedAt: ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'],
      debian: { name: 'pgbouncer', packages: ['pgbouncer'] },
      unpacked: (root) => ({
        command: join(root, 'usr/sbin/pgbouncer'),
        env: unpackedLibraries(root),
      }),
    },
    settings,
  )
}
