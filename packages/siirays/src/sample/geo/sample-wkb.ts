import { positionsOfSample, type SampleGeometry, type SamplePosition } from './sample-layer.ts'

const codes = {
  Point: 1,
  LineString: 2,
  Polygon: 3,
  MultiPoint: 4,
  MultiLineString: 5,
  MultiPolygon: 6,
  GeometryCollection: 7,
} as const

/** A geometry as ISO 13249-3 has it in binary. */
export function sampleWkb(geometry: SampleGeometry): Buffer {
  const hasHeights = [...positionsOfSample(geometry)].some((position) => position.length === 3)
  return Buffer.concat([...piecesOf(geometry, hasHeights)])
}

function* piecesOf(geometry: SampleGeometry, hasHeights: boolean): Generator<Buffer> {
  yield head(geometry.type, hasHeights)
  switch (geometry.type) {
    case 'Point':
      yield doubles(geometry.coordinates)
      return
    case 'LineString':
      yield* line(geometry.coordinates)
      return
    case 'Polygon':
      yield* rings(geometry.coordinates)
      return
    case 'MultiPoint':
      yield count(geometry.coordinates.length)
      for (const point of geometry.coordinates) yield* [head('Point', hasHeights), doubles(point)]
      return
    case 'MultiLineString':
      yield count(geometry.coordinates.length)
      for (const part of geometry.coordinates)
        yield* [head('LineString', hasHeights), ...line(part)]
      return
    case 'MultiPolygon':
      yield count(geometry.coordinates.length)
      for (const part of geometry.coordinates) yield* [head('Polygon', hasHeights), ...rings(part)]
      return
    case 'GeometryCollection':
      yield count(geometry.geometries.length)
      for (const part of geometry.geometries) yield* piecesOf(part, hasHeights)
  }
}

function* rings(list: readonly (readonly SamplePosition[])[]): Generator<Buffer> {
  yield count(list.length)
  for (const ring of list) yield* line(ring)
}

function* line(positions: readonly SamplePosition[]): Generator<Buffer> {
  yield count(positions.length)
  for (const position of positions) yield doubles(position)
}

function head(type: keyof typeof codes, hasHeights: boolean): Buffer {
  const bytes = Buffer.alloc(5)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt32LE(codes[type] + (hasHeights ? 1000 : 0), 1)
  return bytes
}

function count(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value, 0)
  return bytes
}

function doubles(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8)
  for (const [place, value] of values.entries()) bytes.writeDoubleLE(value, place * 8)
  return bytes
}
