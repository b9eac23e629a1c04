import { join } from 'node:path'
import { findProgram, type Program } from './find-program.ts'
import type { LocalSettings } from './local-settings.ts'
import { unpackedLibraries } from './unpacked-libraries.ts'

/** Finds a Python that has the package pika (PYTHON_PIKA_PATH, fetched). */
export async function findPythonPika(settings: LocalSettings): Promise<Program> {
  return await findProgram(
    {
      variable: 'PYTHON_PIKA_PATH',
      installedAt: [],
      debian: { name: 'python-pika', packages: ['python3-pika'] },
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
