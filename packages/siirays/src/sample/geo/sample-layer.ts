/** Two numbers or three: x or longitude, y or latitude, height. */
export type SamplePosition = readonly [number, number] | readonly [number, number, number]

/** A geometry in the shape of GeoJSON. */
export type SampleGeometry =
  | { readonly type: 'Point'; readonly coordinates: SamplePosition }
  | { readonly type: 'MultiPoint'; readonly coordinates: readonly SamplePosition[] }
  | { readonly type: 'LineString'; readonly coordinates: readonly SamplePosition[] }
  | {
      readonly type: 'MultiLineString'
      readonly coordinates: readonly (readonly SamplePosition[])[]
    }
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly SamplePosition[])[] }
  | {
      readonly type: 'MultiPolygon'
      readonly coordinates: readonly (readonly (readonly SamplePosition[])[])[]
    }
  | { readonly type: 'GeometryCollection'; readonly geometries: readonly SampleGeometry[] }

/** A date is written `YYYY-MM-DD`. */
export type SampleValue = string | number | boolean | null

export interface SampleField {
  readonly name: string
  readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'date'
  /** Of a shapefile: how many bytes it has; 80 or 20 where it is not given. */
  readonly length?: number
  /** Of a shapefile. */
  readonly decimals?: number
}

export interface SampleFeature {
  readonly id?: string | number
  /** Those that are missing are null. */
  readonly properties: Readonly<Record<string, SampleValue>>
  readonly geometry: SampleGeometry | null
  /** Names of the folders around it, in a KML file. */
  readonly folders?: readonly string[]
}

export interface SampleLayer {
  readonly name: string
  readonly epsg: number
  readonly fields: readonly SampleField[]
  readonly features: Iterable<SampleFeature>
}

/** Every position of a geometry. */
export function* positionsOfSample(geometry: SampleGeometry): Generator<SamplePosition> {
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
      for (const part of geometry.geometries) yield* positionsOfSample(part)
  }
}

/** West, south, east, north of some positions; zeros of none. */
export function boundsOfSample(
  positions: Iterable<SamplePosition>,
): readonly [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of positions) {
    west = Math.min(west, x)
    south = Math.min(south, y)
    east = Math.max(east, x)
    north = Math.max(north, y)
  }
  return west > east ? [0, 0, 0, 0] : [west, south, east, north]
}
