import type { Geometry, Line, Position, Rings, SimpleGeometry } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'

const deepestCollection = 16
const heightFlag = 0x8000_0000
const measureFlag = 0x4000_0000
const sridFlag = 0x2000_0000

/**
 * The geometry that well-known binary (ISO 13249-3, or the older EWKB) says, without its measures;
 * null for an empty one. Throws `GeometryFault`.
 */
export function decodeWkb(bytes: Buffer): Geometry | null {
  const reader = new WkbReader(bytes)
  const geometry = reader.geometry(0)
  if (!reader.isAtEnd()) fail('bytes left over')
  return geometry
}

interface WkbHead {
  readonly isLittle: boolean
  readonly kind: number
  readonly hasHeights: boolean
  readonly hasMeasures: boolean
}

class WkbReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  geometry(depth: number): Geometry | null {
    const head = this.#head()
    switch (head.kind) {
      case 1: {
        const point = this.#point(head)
        return point === null ? null : { type: 'Point', coordinates: point }
      }
      case 2:
        return unlessEmpty('LineString', this.#line(head))
      case 3:
        return unlessEmpty('Polygon', this.#rings(head))
      case 4: {
        const points = this.#parts(head, (part) => this.#point(part) ?? [], 1)
        return unlessEmpty('MultiPoint', points.filter(isPosition))
      }
      case 5: {
        const lines = this.#parts(head, (part) => this.#line(part), 2)
        return unlessEmpty(
          'MultiLineString',
          lines.filter(({ length }) => length > 0),
        )
      }
      case 6: {
        const polygons = this.#parts(head, (part) => this.#rings(part), 3)
        return unlessEmpty(
          'MultiPolygon',
          polygons.filter(({ length }) => length > 0),
        )
      }
      case 7: {
        if (depth >= deepestCollection) throw new GeometryFault('too complex')
        const geometries: Geometry[] = []
        for (let left = this.#count(head, 9); left > 0; left -= 1) {
          const part = this.geometry(depth + 1)
          if (part !== null) geometries.push(part)
        }
        return geometries.length === 0 ? null : { type: 'GeometryCollection', geometries }
      }
      default:
        // Curves and surfaces of ISO 13249-3, or nothing.
        throw new GeometryFault(
          head.kind > 0 && head.kind < 18 ? 'unsupported geometry' : 'damaged geometry',
        )
    }
  }

  #head(): WkbHead {
    this.#require(5)
    const order = this.#bytes[this.#at] ?? 0
    if (order > 1) fail('byte order')
    const isLittle = order === 1
    const at = this.#at + 1
    const type = isLittle ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at)
    this.#at += 5
    if ((type & sridFlag) !== 0) {
      this.#require(4)
      this.#at += 4
    }
    const iso = type & 0xffff
    const thousands = Math.floor(iso / 1000)
    if (thousands > 3) fail('type')
    return {
      isLittle,
      kind: iso % 1000,
      hasHeights: (type & heightFlag) !== 0 || thousands === 1 || thousands === 3,
      hasMeasures: (type & measureFlag) !== 0 || thousands === 2 || thousands === 3,
    }
  }

  #parts<Part>(head: WkbHead, read: (part: WkbHead) => Part, kind: number): readonly Part[] {
    const parts: Part[] = []
    for (let left = this.#count(head, 9); left > 0; left -= 1) {
      const part = this.#head()
      if (part.kind !== kind) fail('kind of a part')
      parts.push(read(part))
    }
    return parts
  }

  // An empty point is written with NaN for each number.
  #point(head: WkbHead): Position | null {
    this.#require(bytesOfPosition(head))
    const values = this.#numbers(head)
    if (values.slice(0, 2).every((value) => Number.isNaN(value))) return null
    return positionOf(values)
  }

  #line(head: WkbHead): Line {
    const line: Position[] = []
    for (let left = this.#count(head, bytesOfPosition(head)); left > 0; left -= 1) {
      line.push(positionOf(this.#numbers(head)))
    }
    return line
  }

  #rings(head: WkbHead): Rings {
    const rings: Line[] = []
    for (let left = this.#count(head, 4); left > 0; left -= 1) {
      const ring = this.#line(head)
      if (ring.length > 0) rings.push(ring)
    }
    return rings
  }

  #numbers({ isLittle, hasHeights, hasMeasures }: WkbHead): readonly number[] {
    const values: number[] = []
    for (let place = 0; place < (hasHeights ? 3 : 2); place += 1) {
      const at = this.#at
      values.push(isLittle ? this.#bytes.readDoubleLE(at) : this.#bytes.readDoubleBE(at))
      this.#at += 8
    }
    if (hasMeasures) this.#at += 8
    return values
  }

  /** A number of things, each of which takes at least so many of the bytes left. */
  #count({ isLittle }: WkbHead, bytesEach: number): number {
    this.#require(4)
    const count = isLittle ? this.#bytes.readUInt32LE(this.#at) : this.#bytes.readUInt32BE(this.#at)
    this.#at += 4
    this.#require(count * bytesEach)
    return count
  }

  #require(bytes: number): void {
    if (this.#bytes.length - this.#at < bytes) fail('length')
  }
}

function bytesOfPosition({ hasHeights, hasMeasures }: WkbHead): number {
  return 16 + (hasHeights ? 8 : 0) + (hasMeasures ? 8 : 0)
}

function positionOf(values: readonly number[]): Position {
  if (!values.every((value) => Number.isFinite(value))) throw new GeometryFault('not finite')
  const [x = 0, y = 0, z] = values
  return z === undefined ? [x, y] : [x, y, z]
}

function isPosition(value: Position | readonly never[]): value is Position {
  return value.length > 0
}

function unlessEmpty<Type extends Exclude<SimpleGeometry['type'], 'Point'>>(
  type: Type,
  coordinates: Extract<SimpleGeometry, { type: Type }>['coordinates'],
): Geometry | null {
  return coordinates.length === 0 ? null : ({ type, coordinates } as Geometry)
}

function fail(reason: string): never {
  throw new GeometryFault('damaged geometry', reason)
}
