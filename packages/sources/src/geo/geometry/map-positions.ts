import type { Geometry, Position } from './geometry.ts'

/** The same geometry with each position replaced. */
export function mapPositions(geometry: Geometry, map: (position: Position) => Position): Geometry {
  const mapAll = (positions: readonly Position[]) => positions.map((position) => map(position))
  switch (geometry.type) {
    case 'Point':
      return { type: 'Point', coordinates: map(geometry.coordinates) }
    case 'MultiPoint':
      return { type: 'MultiPoint', coordinates: mapAll(geometry.coordinates) }
    case 'LineString':
      return { type: 'LineString', coordinates: mapAll(geometry.coordinates) }
    case 'MultiLineString':
      return { type: 'MultiLineString', coordinates: geometry.coordinates.map(mapAll) }
    case 'Polygon':
      return { type: 'Polygon', coordinates: geometry.coordinates.map(mapAll) }
    case 'MultiPolygon':
      return {
        type: 'MultiPolygon',
        coordinates: geometry.coordinates.map((rings) => rings.map(mapAll)),
      }
    case 'GeometryCollection':
      return {
        type: 'GeometryCollection',
        geometries: geometry.geometries.map((part) => mapPositions(part, map)),
      }
  }
}

/** Every position of a geometry, in its order. */
export function* positionsOf(geometry: Geometry): Generator<Position> {
  switch (geometry.type) {
    case 'Point':
      yield geometry.coordinates
      return
    case 'MultiPoint':
    case 'LineString':
      yield* geometry.coordinates
      return
    case 'MultiLineString':
    case 'Polygon':
      for (const line of geometry.coordinates) yield* line
      return
    case 'MultiPolygon':
      for (const rings of geometry.coordinates) for (const ring of rings) yield* ring
      return
    case 'GeometryCollection':
      for (const part of geometry.geometries) yield* positionsOf(part)
  }
}
