import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Gives the environment in which a program of an unpacked tree of Debian packages finds its
 * libraries in the same tree; `subfolders` names private folders of libraries.
 */
export function unpackedLibraries(
  root: string,
  subfolders: readonly string[] = [],
): { readonly LD_LIBRARY_PATH: string } {
  const folders = ['lib', 'usr/lib']
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('-linux-gnu'))
        .flatMap((name) => ['', ...subfolders].map((sub) => join(folder, name, sub))),
    )
  return { LD_LIBRARY_PATH: folders.filter((folder) => existsSync(folder)).join(':') }
}
