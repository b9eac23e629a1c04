import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FilePlace, TakenFile } from './file-place.ts'

/** The files of one snapshot, each taken once. */
export interface TakenFiles {
  /** The file of a pattern. */
  of(pattern: string): TakenFile
  /** Names all of them by their contents: the digest of the file, or that of their digests. */
  readonly id: string
  /** Removes the copies. Safe to repeat. */
  remove(): Promise<void>
}

/**
 * Takes the file of each pattern from a place, into a temporary folder of this process that goes
 * with `remove`. The same file for two patterns is taken once for each.
 */
export async function takeFiles(
  place: FilePlace,
  { patterns, signal }: { readonly patterns: readonly string[]; readonly signal: AbortSignal },
): Promise<TakenFiles> {
  const into = await mkdtemp(join(tmpdir(), 'aaps-sync-files-'))
  const remove = () => rm(into, { recursive: true, force: true })
  try {
    const taken = new Map<string, TakenFile>()
    for (const pattern of new Set(patterns)) {
      taken.set(pattern, await place.take(pattern, { into, signal }))
    }
    return {
      of(pattern) {
        const file = taken.get(pattern)
        if (file === undefined) throw new Error(`No file was taken for ${pattern}`)
        return file
      },
      id: idOf([...taken.values()]),
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

function idOf(files: readonly TakenFile[]): string {
  const digests = [...new Set(files.map(({ sha256 }) => sha256))].sort()
  const [first = ''] = digests
  if (digests.length === 1) return first
  return createHash('sha256').update(digests.join('\n')).digest('hex')
}
