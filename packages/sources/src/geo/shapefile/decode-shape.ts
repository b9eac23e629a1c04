import type { FeatureFaultKind } from '../feature.ts'
import type { Geometry, Position } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'
import { groupRings } from './group-rings.ts'

// https://www.esri.com/content/dam/esrisites/sitecore-archive/Files/Pdfs/library/whitepapers/pdfs/shapefile.pdf
const nullShape = 0
const multiPatch = 31

/** Whether a number stands for a kind of shape. */
export function isShapeType(type: number): boolean {
  return kindOf(type) !== undefined || type === nullShape || type === multiPatch
}

/** Whether shapes of that kind have measures. */
export function hasMeasures(type: number): boolean {
  return type > 20 && type < 30
}

/**
 * The geometry of a record, without its measures; null for a null shape. Rings become polygons by
 * their direction and by what contains what. Throws `GeometryFault`.
 */
export function decodeShape(record: Buffer): Geometry | null {
  const reader = new ShapeReader(record)
  const type = reader.integer()
  if (type === nullShape) return null
  const kind = kindOf(type)
  if (kind === undefined) {
    throw new GeometryFault(type === multiPatch ? 'unsupported geometry' : 'damaged geometry')
  }
  const hasHeights = type > 10 && type < 20
  switch (kind) {
    case 'point': {
      const [x, y] = reader.pair()
      return {
        type: 'Point',
        coordinates: reader.finite(hasHeights ? [x, y, reader.double()] : [x, y]),
      }
    }
    case 'multipoint': {
      reader.skipBounds()
      const positions = reader.positions(reader.count(16), hasHeights)
      return positions.length === 0 ? null : { type: 'MultiPoint', coordinates: positions }
    }
    case 'polyline': {
      const lines = readParts(reader, hasHeights)
      const [only] = lines
      if (only === undefined) return null
      return lines.length === 1
        ? { type: 'LineString', coordinates: only }
        : { type: 'MultiLineString', coordinates: lines }
    }
    case 'polygon': {
      const polygons = groupRings(readParts(reader, hasHeights))
      const [only] = polygons
      if (only === undefined) return null
      return polygons.length === 1
        ? { type: 'Polygon', coordinates: only }
        : { type: 'MultiPolygon', coordinates: polygons }
    }
  }
}

type ShapeKind = 'point' | 'polyline' | 'polygon' | 'multipoint'

// Those with heights are 10 more, those with measures 20.
function kindOf(type: number): ShapeKind | undefined {
  if (type < 1 || type > 28) return undefined
  switch (type % 10) {
    case 1:
      return 'point'
    case 3:
      return 'polyline'
    case 5:
      return 'polygon'
    case 8:
      return 'multipoint'
    default:
      return undefined
  }
}

function readParts(reader: ShapeReader, hasHeights: boolean): readonly (readonly Position[])[] {
  reader.skipBounds()
  const partCount = reader.count(4)
  const pointCount = reader.count(16)
  const starts = Array.from({ length: partCount }, () => reader.integer())
  const positions = reader.positions(pointCount, hasHeights)
  return starts.flatMap((start, place) => {
    const end = starts[place + 1] ?? pointCount
    const isOrdered = start >= 0 && start <= end && end <= pointCount
    if (!isOrdered || (place === 0 && start !== 0)) fail('damaged geometry')
    return start === end ? [] : [positions.slice(start, end)]
  })
}

function fail(kind: FeatureFaultKind): never {
  throw new GeometryFault(kind)
}

class ShapeReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  integer(): number {
    this.#require(4)
    this.#at += 4
    return this.#bytes.readInt32LE(this.#at - 4)
  }

  double(): number {
    this.#require(8)
    this.#at += 8
    return this.#bytes.readDoubleLE(this.#at - 8)
  }

  pair(): readonly [number, number] {
    return [this.double(), this.double()]
  }

  skipBounds(): void {
    this.#require(32)
    this.#at += 32
  }

  /** A number of things, each of which takes at least so many bytes of what is left. */
  count(bytesEach: number): number {
    const count = this.integer()
    if (count < 0 || count * bytesEach > this.#bytes.length - this.#at) fail('damaged geometry')
    return count
  }

  positions(count: number, hasHeights: boolean): readonly Position[] {
    const bytes = this.#bytes
    const points = this.#at
    // After the points stand the least and greatest height, then all of them.
    const heights = points + count * 16 + 16
    this.#require(hasHeights ? heights + count * 8 - points : count * 16)
    this.#at = hasHeights ? heights + count * 8 : points + count * 16
    return Array.from({ length: count }, (_, place) => {
      const x = bytes.readDoubleLE(points + place * 16)
      const y = bytes.readDoubleLE(points + place * 16 + 8)
      if (!hasHeights) return this.finite([x, y])
      return this.finite([x, y, bytes.readDoubleLE(heights + place * 8)])
    })
  }

  finite(position: Position): Position {
    return position.every((value) => Number.isFinite(value)) ? position : fail('not finite')
  }

  #require(bytes: number): void {
    if (this.#bytes.length - this.#at < bytes) fail('damaged geometry')
  }
}
