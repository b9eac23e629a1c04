import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WorkbookError } from './workbook-error.ts'

const blockBytes = 64 * 1024
const mostBytes = 2 ** 32 - 1

/**
 * Keeps texts by their numbers, as many as come: some megabytes of them in memory, the rest in a
 * temporary file that nobody else can name. A workbook uses its texts mostly in the order in which it
 * keeps them, so the block of one often has the next ones.
 */
export class StringStore {
  readonly #memoryBlocks: number
  readonly #blocks = new Map<number, Buffer>()
  #ends = new Uint32Array(1_024)
  #count = 0
  #length = 0
  #writing = Buffer.alloc(blockBytes)
  #file: number | undefined
  #oldest = 0

  constructor({ memoryBytes = 24 * 1024 * 1024 }: { readonly memoryBytes?: number } = {}) {
    this.#memoryBlocks = Math.max(2, Math.floor(memoryBytes / blockBytes))
  }

  get count(): number {
    return this.#count
  }

  /** All texts together may have 4 GB. */
  add(text: string): void {
    const bytes = Buffer.from(text, 'utf8')
    if (this.#length + bytes.length > mostBytes) throw new WorkbookError('too large')
    for (let from = 0; from < bytes.length;) {
      const at = this.#length % blockBytes
      const taken = bytes.copy(this.#writing, at, from)
      from += taken
      this.#length += taken
      if (this.#length % blockBytes === 0) this.#keepBlock()
    }
    if (this.#count === this.#ends.length) {
      const larger = new Uint32Array(this.#count * 2)
      larger.set(this.#ends)
      this.#ends = larger
    }
    this.#ends[this.#count] = this.#length
    this.#count += 1
  }

  /** The text of that number, counted from 0; undefined when there are not so many. */
  get(number: number): string | undefined {
    const end = number >= 0 && number < this.#count ? this.#ends[number] : undefined
    if (end === undefined) return undefined
    const start = number === 0 ? 0 : (this.#ends[number - 1] ?? 0)
    const first = Math.floor(start / blockBytes)
    const offset = start % blockBytes
    if (offset + end - start <= blockBytes) {
      return this.#block(first).toString('utf8', offset, offset + end - start)
    }
    const pieces: Buffer[] = []
    for (let at = start; at < end;) {
      const block = this.#block(Math.floor(at / blockBytes))
      const from = at % blockBytes
      const piece = block.subarray(from, Math.min(blockBytes, from + end - at))
      pieces.push(piece)
      at += piece.length
    }
    return Buffer.concat(pieces).toString('utf8')
  }

  /** Removes the file. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
    this.#blocks.clear()
  }

  #keepBlock(): void {
    const number = this.#length / blockBytes - 1
    this.#remember(number, this.#writing)
    this.#writing = Buffer.alloc(blockBytes)
  }

  #block(number: number): Buffer {
    if (number === Math.floor(this.#length / blockBytes)) return this.#writing
    const known = this.#blocks.get(number)
    if (known !== undefined) return known
    const block = Buffer.alloc(blockBytes)
    if (this.#file === undefined) throw new Error('The store is closed')
    readSync(this.#file, block, 0, blockBytes, number * blockBytes)
    this.#remember(number, block)
    return block
  }

  #remember(number: number, block: Buffer): void {
    if (this.#blocks.size >= this.#memoryBlocks) this.#forgetOldest()
    this.#blocks.set(number, block)
  }

  // In the order in which blocks came: those that are read are not kept longer than others.
  #forgetOldest(): void {
    const [oldest] = this.#blocks
    if (oldest === undefined) return
    const [number, block] = oldest
    this.#blocks.delete(number)
    if (number < this.#oldest) return
    this.#file ??= openUnnamed()
    writeSync(this.#file, block, 0, blockBytes, number * blockBytes)
    this.#oldest = number + 1
  }
}

// Without a name nobody finds it, and it goes with the process however that ends.
function openUnnamed(): number {
  const folder = mkdtempSync(join(tmpdir(), 'aaps-sync-strings-'))
  const file = openSync(join(folder, 'strings'), 'wx+', 0o600)
  rmSync(folder, { recursive: true })
  return file
}
