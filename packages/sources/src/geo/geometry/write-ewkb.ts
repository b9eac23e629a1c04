import type { Geometry, Position } from './geometry.ts'
import { positionsOf } from './map-positions.ts'

const heightFlag = 0x8000_0000
const sridFlag = 0x2000_0000

const codes = {
  Point: 1,
  LineString: 2,
  Polygon: 3,
  MultiPoint: 4,
  MultiLineString: 5,
  MultiPolygon: 6,
  GeometryCollection: 7,
} as const

/**
 * A geometry as PostGIS reads it from text: EWKB in hexadecimal digits, with its SRID. Has heights if
 * any of its positions has one; 0 where others beside it have none.
 */
export function writeEwkb(geometry: Geometry, srid: number): string {
  let hasHeights = false
  let positions = 0
  for (const position of positionsOf(geometry)) {
    hasHeights ||= position[2] !== undefined
    positions += 1
  }
  const writer = new EwkbWriter(hasHeights, 64 + positions * 32)
  writer.geometry(geometry, srid)
  return writer.hex()
}

class EwkbWriter {
  readonly #hasHeights: boolean
  #bytes: Buffer
  #at = 0

  constructor(hasHeights: boolean, size: number) {
    this.#hasHeights = hasHeights
    this.#bytes = Buffer.alloc(size)
  }

  hex(): string {
    return this.#bytes.subarray(0, this.#at).toString('hex').toUpperCase()
  }

  geometry(geometry: Geometry, srid?: number): void {
    this.#head(codes[geometry.type], srid)
    switch (geometry.type) {
      case 'Point':
        this.#position(geometry.coordinates)
        return
      case 'LineString':
        this.#line(geometry.coordinates)
        return
      case 'Polygon':
        this.#rings(geometry.coordinates)
        return
      case 'MultiPoint':
        this.#list(geometry.coordinates, (point) => {
          this.#head(codes.Point)
          this.#position(point)
        })
        return
      case 'MultiLineString':
        this.#list(geometry.coordinates, (line) => {
          this.#head(codes.LineString)
          this.#line(line)
        })
        return
      case 'MultiPolygon':
        this.#list(geometry.coordinates, (rings) => {
          this.#head(codes.Polygon)
          this.#rings(rings)
        })
        return
      case 'GeometryCollection':
        this.#list(geometry.geometries, (part) => this.geometry(part))
    }
  }

  #head(code: number, srid?: number): void {
    this.#reserve(9)
    this.#at = this.#bytes.writeUInt8(1, this.#at)
    this.#integer(code + (this.#hasHeights ? heightFlag : 0) + (srid === undefined ? 0 : sridFlag))
    if (srid !== undefined) this.#integer(srid)
  }

  #rings(rings: readonly (readonly Position[])[]): void {
    this.#list(rings, (ring) => this.#line(ring))
  }

  #line(line: readonly Position[]): void {
    this.#list(line, (position) => this.#position(position))
  }

  #list<Item>(items: readonly Item[], write: (item: Item) => void): void {
    this.#reserve(4)
    this.#integer(items.length)
    for (const item of items) write(item)
  }

  #position([x, y, z = 0]: Position): void {
    this.#reserve(24)
    this.#at = this.#bytes.writeDoubleLE(x, this.#at)
    this.#at = this.#bytes.writeDoubleLE(y, this.#at)
    if (this.#hasHeights) this.#at = this.#bytes.writeDoubleLE(z, this.#at)
  }

  #integer(value: number): void {
    this.#at = this.#bytes.writeUInt32LE(value, this.#at)
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return
    this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length + bytes)])
  }
}
