import type { Geometry, Line, Position, Rings } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'
import { isJsonList, isJsonObject, LongNumber, type JsonValue } from './parse-json.ts'

const geometryTypes = new Set([
  ...['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'],
  'GeometryCollection',
])
const deepestCollection = 16

export function isGeometryType(type: JsonValue | undefined): boolean {
  return typeof type === 'string' && geometryTypes.has(type)
}

/**
 * The geometry that a value of GeoJSON is; null for an empty one. Whether its rings are closed is not
 * looked at. Throws `GeometryFault`.
 */
export function geometryOfJson(value: JsonValue, depth = 0): Geometry | null {
  if (value === null) return null
  if (!isJsonObject(value)) return fail('no object')
  const type = value.get('type')
  if (type === 'GeometryCollection') {
    const parts = value.get('geometries')
    if (!isJsonList(parts)) return fail('geometries')
    if (depth >= deepestCollection) throw new GeometryFault('too complex')
    const geometries = parts.flatMap((part) => geometryOfJson(part, depth + 1) ?? [])
    return geometries.length === 0 ? null : { type, geometries }
  }
  if (typeof type !== 'string' || !isGeometryType(type)) {
    throw new GeometryFault(
      'unsupported geometry',
      typeof type === 'string' ? type.slice(0, 40) : undefined,
    )
  }
  return simpleGeometry(type, value.get('coordinates'))
}

function simpleGeometry(type: string, coordinates: JsonValue | undefined): Geometry | null {
  if (!isJsonList(coordinates)) return fail('coordinates')
  if (coordinates.length === 0) return null
  const dimensions: Dimensions = { count: undefined }
  const position = (value: JsonValue) => positionOf(value, dimensions)
  const line = (value: JsonValue): Line => listOf(value, position)
  const rings = (value: JsonValue): Rings => listOf(value, line).filter((ring) => ring.length > 0)
  switch (type) {
    case 'Point':
      return { type, coordinates: position(coordinates) }
    case 'MultiPoint':
    case 'LineString':
      return { type, coordinates: listOf(coordinates, position) }
    case 'MultiLineString': {
      const lines = listOf(coordinates, line).filter((each) => each.length > 0)
      return lines.length === 0 ? null : { type, coordinates: lines }
    }
    case 'Polygon': {
      const all = rings(coordinates)
      return all.length === 0 ? null : { type, coordinates: all }
    }
    default: {
      const polygons = listOf(coordinates, rings).filter((each) => each.length > 0)
      return polygons.length === 0 ? null : { type: 'MultiPolygon', coordinates: polygons }
    }
  }
}

interface Dimensions {
  count: 2 | 3 | undefined
}

// What stands behind the height means nothing (RFC 7946, 3.1.1).
function positionOf(value: JsonValue, dimensions: Dimensions): Position {
  if (!isJsonList(value) || value.length < 2) return fail('position')
  const [x, y, z] = value.map(coordinateOf)
  if (x === undefined || y === undefined) return fail('position')
  const count = z === undefined ? 2 : 3
  dimensions.count ??= count
  if (dimensions.count !== count) return fail('heights of some positions only')
  return z === undefined ? [x, y] : [x, y, z]
}

function coordinateOf(value: JsonValue): number {
  const number = value instanceof LongNumber ? Number(value.text) : value
  if (typeof number !== 'number') return fail('coordinate')
  if (!Number.isFinite(number)) throw new GeometryFault('not finite')
  return number
}

function listOf<Item>(value: JsonValue, itemOf: (item: JsonValue) => Item): readonly Item[] {
  return isJsonList(value) ? value.map((item) => itemOf(item)) : fail('coordinates')
}

function fail(reason: string): never {
  throw new GeometryFault('damaged geometry', reason)
}
