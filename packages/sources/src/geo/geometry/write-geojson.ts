import type { Geometry } from './geometry.ts'

/** A geometry as GeoJSON (RFC 7946): the same text for the same geometry. Its numbers are read back the same. */
export function writeGeojson(geometry: Geometry): string {
  return geometry.type === 'GeometryCollection'
    ? `{"type":"GeometryCollection","geometries":[${geometry.geometries.map(writeGeojson).join(',')}]}`
    : `{"type":"${geometry.type}","coordinates":${JSON.stringify(geometry.coordinates)}}`
}
