import { createReadStream } from 'node:fs'

/** A file, or one inside an archive. */
export interface FilePart {
  readonly name: string
  /** Its bytes from the first one on, each time. Throws `GeoError`. */
  open(): AsyncIterable<Buffer>
}

const pieceBytes = 256 * 1024

export function loosePart(name: string, path: string): FilePart {
  return { name, open: () => createReadStream(path, { highWaterMark: pieceBytes }) }
}

/** The first bytes of a part, as many as there are up to `length`. */
export async function headOf(part: FilePart, length: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let gathered = 0
  for await (const piece of part.open()) {
    pieces.push(piece)
    gathered += piece.length
    if (gathered >= length) break
  }
  return Buffer.concat(pieces).subarray(0, length)
}
