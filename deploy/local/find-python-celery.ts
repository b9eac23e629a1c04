import { join } from 'node:path'
import { findProgram, type Program } from './find-program.ts'
import type { LocalSettings } from './local-settings.ts'
import { unpackedLibraries } from './unpacked-libraries.ts'

/** Finds a Python that has the package celery (PYTHON_CELERY_PATH, fetched). */
export async function findPythonCelery(settings: LocalSettings): Promise<Program> {
  return await findProgram(
    {
      variable: 'PYTHON_CELERY_PATH',
      installedAt: [],
      debian: { name: 'python-celery', packages: ['python3-celery'] },
      unpacked: (root) => ({
        command: join(root, 'usr/bin/python3'),
        env: {
          ...unpackedLibraries(root),
          PYTHONPATH: join(root, 'usr/lib/python3/dist-packages'),
        },
      }),
    },
    settings,
  )
}
