import type { Image } from '../images/encode-value.ts'
import { OracleError } from '../oracle-error.ts'
import type { ByteWriter } from './byte-writer.ts'

const locatorBytes = 40
const identityPlace = 20
const chunkBytes = 8132
/** In a locator: the value is in UTF-16, and its length counts characters. */
const variableWidth = 0x80

type HeldLob =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Buffer }

/**
 * The LOBs of a connection that a client may still ask for by their locators. The oldest are
 * forgotten when all together take more than `mostBytes`; asking for one of those gives ORA-22922.
 */
export class LobStore {
  readonly #held = new Map<number, HeldLob>()
  readonly #mostBytes: number
  #bytes = 0
  #next = 1

  constructor(mostBytes = 256 * 1024 * 1024) {
    this.#mostBytes = mostBytes
  }

  /** Keeps a value and writes its locator. */
  write(writer: ByteWriter, image: Image, kind: 'text' | 'bytes'): void {
    if (image === null) return void writer.count(0)
    const lob: HeldLob =
      kind === 'text'
        ? { kind, value: image.toString('utf8') }
        : { kind, value: Buffer.from(image) }
    const identity = this.#next++
    this.#held.set(identity, lob)
    this.#bytes += lob.value.length
    this.#forgetOldest()
    const locator = Buffer.alloc(locatorBytes)
    locator.writeUInt32BE(identity, identityPlace)
    if (kind === 'text') locator[6] = variableWidth
    writer.count(locatorBytes).count(lob.value.length).count(chunkBytes).bytes(locator)
  }

  /** A piece of a LOB, counted from 1, in characters of UTF-16 or in bytes. */
  read(locator: Buffer, offset: number, amount: number): { bytes: Buffer; units: number } {
    const lob =
      locator.length < identityPlace + 4
        ? undefined
        : this.#held.get(locator.readUInt32BE(identityPlace))
    if (lob === undefined) throw new OracleError(22922, 'nonexistent LOB value')
    const start = Math.max(0, offset - 1)
    if (lob.kind === 'bytes') {
      const bytes = lob.value.subarray(start, start + amount)
      return { bytes, units: bytes.length }
    }
    const piece = lob.value.slice(start, start + amount)
    return { bytes: Buffer.from(piece, 'utf16le').swap16(), units: piece.length }
  }

  #forgetOldest(): void {
    for (const [identity, { value }] of this.#held) {
      if (this.#bytes <= this.#mostBytes || this.#held.size === 1) return
      this.#held.delete(identity)
      this.#bytes -= value.length
    }
  }
}
