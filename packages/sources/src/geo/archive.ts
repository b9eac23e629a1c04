import { crc32 } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import type { FilePart } from './file-part.ts'
import { GeoError } from './geo-error.ts'

/** A zip file, only ever read. */
export interface Archive {
  readonly parts: readonly FilePart[]
  close(): void
}

export interface ArchiveLimits {
  /** Of one part, unpacked. */
  readonly maxPartBytes: number
  readonly maxParts: number
}

const archiveLimits: ArchiveLimits = { maxPartBytes: 4 * 1024 ** 3, maxParts: 10_000 }

// Coordinates and columns of blanks are packed 1:200 at best; a bomb has 1:1000.
const bestRatio = 400
const ratioCountsFrom = 64 * 1024 * 1024

/** Opens a zip file. Throws `GeoError`, here or when a part is read. */
export async function openArchive(
  path: string,
  { maxPartBytes, maxParts }: ArchiveLimits = archiveLimits,
): Promise<Archive> {
  const zip = await openZip(path)
  try {
    if (zip.entryCount > maxParts) throw new GeoError('too large', { reason: 'parts' })
    const parts: FilePart[] = []
    for (const entry of await listEntries(zip)) {
      const name = entry.fileName
      // What macOS adds beside every file.
      if (name.endsWith('/') || name.startsWith('__MACOSX/')) continue
      parts.push({ name, open: () => readEntry(zip, { entry, maxPartBytes }) })
    }
    return { parts, close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(path, { lazyEntries: true, autoClose: false })
  } catch (error) {
    throw new GeoError('damaged', { reason: 'zip' }, error)
  }
}

async function listEntries(zip: ZipFile): Promise<readonly Entry[]> {
  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) {
      const key = entry.fileName.toLowerCase()
      if (entries.has(key)) throw new GeoError('damaged', { part: entry.fileName, reason: 'twice' })
      entries.set(key, entry)
    }
  } catch (error) {
    if (error instanceof GeoError) throw error
    throw new GeoError('damaged', { reason: 'zip' }, error)
  }
  return [...entries.values()]
}

async function* readEntry(
  zip: ZipFile,
  { entry, maxPartBytes }: { readonly entry: Entry; readonly maxPartBytes: number },
): AsyncGenerator<Buffer> {
  const part = entry.fileName
  if (entry.isEncrypted()) throw new GeoError('encrypted', { part })
  let bytes = 0
  let checksum = 0
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const piece = chunk as Buffer
      bytes += piece.length
      checksum = crc32(piece, checksum)
      const isBomb = bytes > ratioCountsFrom && bytes > entry.compressedSize * bestRatio
      if (bytes > maxPartBytes || isBomb) throw new GeoError('too large', { part })
      yield piece
    }
  } catch (error) {
    if (error instanceof GeoError) throw error
    throw new GeoError('damaged', { part, offset: bytes }, error)
  }
  // What unpacks it does not compare.
  if (checksum !== entry.crc32) throw new GeoError('damaged', { part, reason: 'checksum' })
}
