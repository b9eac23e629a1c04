import { SyncError } from '@aaps-data/contracts'
import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileFailure } from './file-failure.ts'
import type { FilePlace, TakenFile } from './file-place.ts'
import { fitsPattern, isUnfinished } from './name-pattern.ts'

export interface FolderOptions {
  /** How long a file has to have been left alone until it counts as complete. */
  readonly settleMs?: number
  /** How long to wait for that. */
  readonly patienceMs?: number
}

/** What tells whether a file is the one it was. */
interface Look {
  readonly name: string
  readonly size: bigint
  readonly modifiedNs: bigint
  readonly inode: bigint
}

/**
 * A folder, that of another machine as well, whose files are only ever read. A file that has just
 * been written is waited for; it is copied, and taken only if it was the same before and after.
 */
export function createFolder(
  directory: string,
  { settleMs = 3_000, patienceMs = 60_000 }: FolderOptions = {},
): FilePlace {
  const details = { directory }

  const takeSettled = async (
    pattern: string,
    { into, signal }: { readonly into: string; readonly signal: AbortSignal },
  ): Promise<TakenFile> => {
    const until = performance.now() + patienceMs
    for (;;) {
      signal.throwIfAborted()
      const before = await newestOf(directory, pattern)
      if (before === undefined) {
        throw new SyncError('SOURCE_FILE_MISSING', { ...details, file: pattern })
      }
      const waitMs = await settlingMs(directory, before, { settleMs, signal })
      if (waitMs === 0) {
        const copied = await copyFile(join(directory, before.name), { into, signal })
        const after = await newestOf(directory, pattern)
        if (after !== undefined && isSame(before, after)) {
          return { ...copied, name: before.name, modifiedAt: timeOf(before) }
        }
      }
      if (performance.now() + waitMs > until) {
        throw new SyncError('SOURCE_FILE_CHANGING', { ...details, file: before.name })
      }
      await setTimeout(waitMs, undefined, { signal })
    }
  }

  return {
    details,
    async take(pattern, options) {
      try {
        return await takeSettled(pattern, options)
      } catch (error) {
        options.signal.throwIfAborted()
        throw fileFailure(error, { ...details, file: pattern })
      }
    },
  }
}

async function newestOf(directory: string, pattern: string): Promise<Look | undefined> {
  const names = (await readdir(directory)).filter(
    (name) => !isUnfinished(name) && fitsPattern(name, pattern),
  )
  const looks = (await Promise.all(names.map((name) => lookAt(directory, name)))).filter(
    (look) => look !== undefined,
  )
  return looks.reduce<Look | undefined>(
    (newest, look) => (newest === undefined || isNewer(look, newest) ? look : newest),
    undefined,
  )
}

async function lookAt(directory: string, name: string): Promise<Look | undefined> {
  try {
    // Who may write to the folder must not have us read what only we may: links are not followed.
    const found = await lstat(join(directory, name), { bigint: true })
    if (!found.isFile()) return undefined
    return { name, size: found.size, modifiedNs: found.mtimeNs, inode: found.ino }
  } catch (error) {
    // Gone since the folder was read.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

// Of two with one time, always the same.
function isNewer(look: Look, than: Look): boolean {
  return look.modifiedNs === than.modifiedNs
    ? look.name > than.name
    : look.modifiedNs > than.modifiedNs
}

function isSame(one: Look, other: Look): boolean {
  return (
    one.name === other.name &&
    one.size === other.size &&
    one.modifiedNs === other.modifiedNs &&
    one.inode === other.inode
  )
}

function timeOf({ modifiedNs }: Look): Date {
  return new Date(Number(modifiedNs / 1_000_000n))
}

// The clock of the folder's machine may be another one than ours: what is not old by ours is watched.
async function settlingMs(
  directory: string,
  look: Look,
  { settleMs, signal }: { readonly settleMs: number; readonly signal: AbortSignal },
): Promise<number> {
  const ageMs = Date.now() - timeOf(look).getTime()
  if (ageMs >= settleMs) return 0
  await setTimeout(settleMs, undefined, { signal })
  const later = await lookAt(directory, look.name)
  return later !== undefined && isSame(look, later) ? 0 : settleMs
}

async function copyFile(
  from: string,
  { into, signal }: { readonly into: string; readonly signal: AbortSignal },
): Promise<Pick<TakenFile, 'path' | 'bytes' | 'sha256'>> {
  const hash = createHash('sha256')
  const source = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const path = join(into, randomUUID())
    const copy = await open(path, 'wx', 0o600)
    let bytes = 0
    try {
      for await (const chunk of source.createReadStream({ autoClose: false, signal })) {
        const piece = chunk as Buffer
        hash.update(piece)
        await copy.appendFile(piece)
        bytes += piece.length
      }
    } finally {
      await copy.close()
    }
    return { path, bytes, sha256: hash.digest('hex') }
  } finally {
    await source.close()
  }
}
