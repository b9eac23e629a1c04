import { ByteReader } from '../byte-reader.ts'
import type { FilePart } from '../file-part.ts'
import { GeoError } from '../geo-error.ts'
import { isShapeType } from './decode-shape.ts'

export interface ShapeRecord {
  /** Of its first byte in the file. */
  readonly offset: number
  /** Undefined where it has more than a shape may have. */
  readonly content: Buffer | undefined
}

export const shapeHeadBytes = 100
const fileCode = 9994
const recordHeadBytes = 8
/** A million positions with heights; a border of a country has some hundred thousand. */
const maxRecordBytes = 24 * 1024 * 1024

/** What the head of a file of shapes (.shp) says. Throws `GeoError`. */
export function readShapeHead(
  head: Buffer,
  part: string,
): { readonly bytes: number; readonly type: number } {
  if (head.length < shapeHeadBytes) throw new GeoError('truncated', { part, offset: head.length })
  const type = head.readInt32LE(32)
  if (head.readInt32BE(0) !== fileCode || !isShapeType(type))
    throw new GeoError('damaged', { part })
  return { bytes: head.readInt32BE(24) * 2, type }
}

/** The records of a file of shapes in their order. Memory holds one. Throws `GeoError`. */
export async function* readShapes(file: FilePart): AsyncGenerator<ShapeRecord> {
  const part = file.name
  const reader = new ByteReader(file.open(), { part })
  try {
    const { bytes } = readShapeHead(await reader.read(shapeHeadBytes), part)
    for (let number = 1; ; number += 1) {
      const offset = reader.offset
      const head = await reader.readIfAny(recordHeadBytes)
      if (head === undefined) {
        if (offset < bytes) throw new GeoError('truncated', { part, offset })
        return
      }
      const length = head.readInt32BE(4) * 2
      const facts = { part, feature: number, offset }
      if (length < 4) throw new GeoError('damaged', facts)
      // Records behind the length that the head tells may be what an earlier version has left.
      if (offset + recordHeadBytes + length > bytes) throw new GeoError('damaged', facts)
      const isTooLarge = length > maxRecordBytes
      if (isTooLarge) await reader.skip(length)
      yield { offset, content: isTooLarge ? undefined : await reader.read(length) }
    }
  } finally {
    await reader.close()
  }
}
