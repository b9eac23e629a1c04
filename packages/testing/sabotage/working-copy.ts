import { execFileSync } from 'node:child_process'
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Edit } from './mutant.ts'

/** A copy of the repository in which things may be broken. */
export interface WorkingCopy {
  readonly directory: string
  /** Makes the edits; throws when a text is not found exactly once. Gives how to undo them. */
  edit(edits: readonly Edit[]): () => void
  remove(): void
}

/**
 * Copies what git tracks, and what is new and not ignored, into a folder below `.local`. Installed
 * packages are linked, except our own: those are the copy's.
 */
export function createWorkingCopy(repository: string): WorkingCopy {
  const local = join(repository, '.local')
  mkdirSync(local, { recursive: true })
  const directory = mkdtempSync(join(local, 'sabotage-'))
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: repository, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  for (const file of listed.split('\0').filter((name) => name !== '')) {
    if (lstatSync(join(repository, file), { throwIfNoEntry: false }) === undefined) continue
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    cpSync(join(repository, file), join(directory, file))
  }
  linkInstalled(repository, directory)

  const read = (file: string) => readFileSync(join(directory, file), 'utf8')
  const write = (file: string, text: string) => {
    writeFileSync(join(directory, file), text)
  }

  return {
    directory,
    edit(edits) {
      const originals = new Map(edits.map(({ file }) => [file, read(file)]))
      for (const { file, find, replace } of edits) {
        const text = read(file)
        const count = text.split(find).length - 1
        if (count !== 1) throw new Error(`${file} holds ${count} times, not once:\n${find}`)
        write(
          file,
          text.replace(find, () => replace),
        )
      }
      return () => {
        for (const [file, text] of originals) write(file, text)
      }
    },
    remove: () => {
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function linkInstalled(repository: string, directory: string): void {
  const installed = join(repository, 'node_modules')
  const linked = join(directory, 'node_modules')
  mkdirSync(join(linked, '@aaps-data'), { recursive: true })
  for (const name of readdirSync(installed)) {
    if (name !== '@aaps-data') symlinkSync(join(installed, name), join(linked, name))
  }
  for (const kind of ['packages', 'services']) {
    for (const name of readdirSync(join(directory, kind))) {
      symlinkSync(join(directory, kind, name), join(linked, '@aaps-data', name))
    }
  }
}
