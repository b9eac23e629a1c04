/** Two numbers or three: x (or longitude), y (or latitude), height. All of a geometry have as many. */
export type Position = readonly [number, number] | readonly [number, number, number]

export type Line = readonly Position[]
/** Its first position is its last one as well, where it is valid. */
export type Ring = readonly Position[]
/** The shell, then its holes. */
export type Rings = readonly Ring[]

export interface Point {
  readonly type: 'Point'
  readonly coordinates: Position
}

export interface MultiPoint {
  readonly type: 'MultiPoint'
  readonly coordinates: readonly Position[]
}

export interface LineString {
  readonly type: 'LineString'
  readonly coordinates: Line
}

export interface MultiLineString {
  readonly type: 'MultiLineString'
  readonly coordinates: readonly Line[]
}

export interface Polygon {
  readonly type: 'Polygon'
  readonly coordinates: Rings
}

export interface MultiPolygon {
  readonly type: 'MultiPolygon'
  readonly coordinates: readonly Rings[]
}

export interface GeometryCollection {
  readonly type: 'GeometryCollection'
  readonly geometries: readonly Geometry[]
}

/** A geometry in the shape of GeoJSON, whatever file it was in. An empty one is null instead. */
export type Geometry =
  Point | MultiPoint | LineString | MultiLineString | Polygon | MultiPolygon | GeometryCollection

export type SimpleGeometry = Exclude<Geometry, GeometryCollection>
