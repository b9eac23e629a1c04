import { open } from 'node:fs/promises'
import { Transform, type Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { WorkbookError } from './workbook-error.ts'

/** The parts of a package of Open Office XML, by name. */
export interface ZipPackage {
  has(name: string): boolean
  /**
   * The unpacked bytes of a part. Ends with a `WorkbookError` where they are damaged or more than a
   * part may have.
   */
  read(name: string): Promise<Readable>
  close(): void
}

export interface PackageLimits {
  /** Of one part, unpacked. */
  readonly maxPartBytes: number
  readonly maxParts: number
}

/** Enough for a sheet of a million rows and fifty columns. */
export const packageLimits: PackageLimits = {
  maxPartBytes: 4 * 1024 * 1024 * 1024,
  maxParts: 10_000,
}

// The packing of Excel's XML is seldom better than 1:60; a bomb of this kind has 1:1000.
const bestRatio = 200
const ratioCountsFrom = 16 * 1024 * 1024

/** Opens a package. Throws `WorkbookError` for what is none, and says what it is where that is known. */
export async function openPackage(
  path: string,
  limits: PackageLimits = packageLimits,
): Promise<ZipPackage> {
  await requireZip(path)
  const zip = await openZip(path)
  try {
    const parts = await listParts(zip, limits)
    if (parts.has('mimetype') && !parts.has('[content_types].xml')) throw new WorkbookError('ods')
    return {
      has: (name) => parts.has(keyOf(name)),
      async read(name) {
        const entry = parts.get(keyOf(name))
        if (entry === undefined) throw new WorkbookError('damaged', { part: name })
        return readPart(zip, entry, limits)
      },
      close() {
        zip.close()
      },
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

const compoundFile = 'd0cf11e0a1b11ae1'
const encryptedStream = Buffer.from('EncryptedPackage', 'utf16le')
const compoundHeadBytes = 1024 * 1024

async function requireZip(path: string): Promise<void> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(compoundHeadBytes)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    if (head.subarray(0, 2).toString('latin1') === 'PK') return
    if (head.subarray(0, 8).toString('hex') !== compoundFile) throw new WorkbookError('no workbook')
    const isEncrypted = head.subarray(0, bytesRead).includes(encryptedStream)
    throw new WorkbookError(isEncrypted ? 'encrypted' : 'xls')
  } finally {
    await file.close()
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(path, { lazyEntries: true, autoClose: false })
  } catch (error) {
    throw new WorkbookError('damaged', {}, error)
  }
}

// Names of parts are the same whatever their capitals.
// https://ecma-international.org/publications-and-standards/standards/ecma-376/, part 2, 6.2.2
function keyOf(name: string): string {
  return name.replace(/^\//, '').toLowerCase()
}

async function listParts(
  zip: ZipFile,
  { maxParts }: PackageLimits,
): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > maxParts) throw new WorkbookError('too large', { parts: zip.entryCount })
  const parts = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) {
      const key = keyOf(entry.fileName)
      if (parts.has(key)) throw new WorkbookError('damaged', { part: entry.fileName })
      parts.set(key, entry)
    }
  } catch (error) {
    if (error instanceof WorkbookError) throw error
    throw new WorkbookError('damaged', {}, error)
  }
  return parts
}

async function readPart(
  zip: ZipFile,
  entry: Entry,
  { maxPartBytes }: PackageLimits,
): Promise<Readable> {
  const part = entry.fileName
  if (entry.isEncrypted()) throw new WorkbookError('encrypted')
  let packed: Readable
  try {
    packed = await zip.openReadStreamPromise(entry)
  } catch (error) {
    throw new WorkbookError('damaged', { part }, error)
  }
  let bytes = 0
  let checksum = 0
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      checksum = crc32(chunk, checksum)
      const isBomb = bytes > ratioCountsFrom && bytes > entry.compressedSize * bestRatio
      if (bytes > maxPartBytes || isBomb) done(new WorkbookError('too large', { part }))
      else done(null, chunk)
    },
    // What unpacks it does not compare.
    flush(done) {
      done(checksum === entry.crc32 ? null : new WorkbookError('damaged', { part }))
    },
  })
  packed.once('error', (error) => {
    bounded.destroy(new WorkbookError('damaged', { part }, error))
  })
  bounded.once('close', () => packed.destroy())
  return packed.pipe(bounded)
}
