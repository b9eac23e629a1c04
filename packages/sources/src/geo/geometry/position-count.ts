import type { Geometry } from './geometry.ts'

/** How many positions a geometry has. */
export function positionCount(geometry: Geometry): number {
  switch (geometry.type) {
    case 'Point':
      return 1
    case 'MultiPoint':
    case 'LineString':
      return geometry.coordinates.length
    case 'MultiLineString':
    case 'Polygon':
      return lengthsOf(geometry.coordinates)
    case 'MultiPolygon':
      return geometry.coordinates.reduce((sum, rings) => sum + lengthsOf(rings), 0)
    case 'GeometryCollection':
      return geometry.geometries.reduce((sum, part) => sum + positionCount(part), 0)
  }
}

function lengthsOf(lines: readonly (readonly unknown[])[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0)
}
