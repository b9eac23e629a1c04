import { exactNumber } from '../exact-number.ts'
import type { Feature, FeatureFault, PropertyValue } from '../feature.ts'
import type { Geometry } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'
import { geometryOfJson, isGeometryType } from './geojson-geometry.ts'
import { isJsonObject, jsonText, LongNumber, type JsonValue } from './parse-json.ts'

/** The feature that a value of GeoJSON is; a geometry alone is one without properties. */
export function featureOfJson(
  value: JsonValue,
  { number, offset }: { readonly number: number; readonly offset: number },
): Feature {
  const type = isJsonObject(value) ? value.get('type') : undefined
  if (!isJsonObject(value) || (type !== 'Feature' && !isGeometryType(type))) {
    return damagedFeature({ number, offset, reason: 'no Feature' })
  }
  const { geometry, faults } = readGeometry(
    type === 'Feature' ? (value.get('geometry') ?? null) : value,
    offset,
  )
  const id = value.get('id')
  const members = type === 'Feature' ? value.get('properties') : undefined
  return {
    number,
    ...(id === undefined || id === null ? {} : { id: typeof id === 'string' ? id : jsonText(id) }),
    properties: isJsonObject(members) ? propertiesOf(members) : new Map(),
    geometry,
    faults,
  }
}

/** One of which nothing can be read. */
export function damagedFeature({
  number,
  kind = 'damaged feature',
  offset,
  reason,
}: {
  readonly number: number
  readonly kind?: FeatureFault['kind']
  readonly offset: number
  readonly reason?: string
}): Feature {
  const fault = { kind, offset, ...(reason === undefined ? {} : { reason }) }
  return { number, properties: new Map(), geometry: null, faults: [fault] }
}

function readGeometry(
  value: JsonValue,
  offset: number,
): { readonly geometry: Geometry | null; readonly faults: readonly FeatureFault[] } {
  try {
    return { geometry: geometryOfJson(value), faults: [] }
  } catch (error) {
    if (!(error instanceof GeometryFault)) throw error
    const { kind, reason } = error
    return {
      geometry: null,
      faults: [{ kind, offset, ...(reason === undefined ? {} : { reason }) }],
    }
  }
}

function propertiesOf(members: ReadonlyMap<string, JsonValue>): ReadonlyMap<string, PropertyValue> {
  return new Map([...members].map(([name, value]) => [name, propertyOf(value)] as const))
}

function propertyOf(value: JsonValue): PropertyValue {
  if (value instanceof LongNumber) return exactNumber(value.text) ?? value.text
  return typeof value === 'object' && value !== null ? jsonText(value) : value
}
