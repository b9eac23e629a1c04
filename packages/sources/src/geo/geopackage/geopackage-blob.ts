import type { Geometry } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'
import { decodeWkb } from './decode-wkb.ts'

// Of the envelope, by its code. https://www.geopackage.org/spec131/#gpb_format
const envelopeBytes = [0, 32, 48, 48, 64]

/** The geometry in a binary of a GeoPackage. Throws `GeometryFault`. */
export function decodeGeopackageBlob(blob: Uint8Array): Geometry | null {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength)
  if (bytes.length < 8 || bytes.toString('latin1', 0, 2) !== 'GP') {
    throw new GeometryFault('damaged geometry', 'head')
  }
  const flags = bytes[3] ?? 0
  if ((flags & 0x20) !== 0) throw new GeometryFault('unsupported geometry', 'extended')
  const envelope = envelopeBytes[(flags >> 1) & 7]
  if (envelope === undefined) throw new GeometryFault('damaged geometry', 'envelope')
  const isEmpty = (flags & 0x10) !== 0
  if (isEmpty) return null
  return decodeWkb(bytes.subarray(8 + envelope))
}
