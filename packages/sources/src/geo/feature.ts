import type { Crs } from './crs/crs.ts'
import type { Geometry } from './geometry/geometry.ts'

/** A number is one whose decimal digits a double keeps; any other comes as text with all of them. */
export type PropertyValue = string | number | boolean | null

export type FieldType =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  /** `YYYY-MM-DD`. */
  | 'date'
  /** `YYYY-MM-DDTHH:MM:SS`, as the file has it. */
  | 'timestamp'
  /** Lists and objects, as JSON. */
  | 'json'
  /** In hexadecimal digits. */
  | 'bytes'
  /** Of a kind that is not read: each of its values is a fault. */
  | 'unsupported'

export interface Field {
  readonly name: string
  readonly type: FieldType
}

export type FeatureFaultKind =
  /** Bytes of the geometry that say nothing, or contradict each other. */
  | 'damaged geometry'
  | 'not finite'
  /** A kind of geometry that is not read. */
  | 'unsupported geometry'
  /** Its parts would take more work or memory than a geometry may. */
  | 'too complex'
  /** Nothing of the feature can be read. */
  | 'damaged feature'
  | 'not a number'
  | 'not a date'
  | 'not a boolean'
  | 'not in the encoding'
  | 'unsupported type'

/** What of a feature could not be read. Its place is null. */
export interface FeatureFault {
  readonly kind: FeatureFaultKind
  /** Undefined where it is the geometry, or the feature as a whole. */
  readonly property?: string
  /** What the file has in the property, if it can be told. */
  readonly value?: string
  /** Of the byte in the file or part, from 0. */
  readonly offset?: number
  readonly reason?: string
}

export interface Feature {
  /** Its position in the layer, from 1. Those that the file has marked as deleted are counted. */
  readonly number: number
  /** What the format itself calls it by. */
  readonly id?: string
  readonly properties: ReadonlyMap<string, PropertyValue>
  readonly geometry: Geometry | null
  readonly faults: readonly FeatureFault[]
}

export interface Layer {
  readonly name: string
  /** What the file itself says of its coordinates; undefined where it says nothing. */
  readonly crs: Crs | undefined
  readonly fields: readonly Field[]
  /** How its texts are written, and who says so. */
  readonly encoding: { readonly name: string; readonly from: EncodingWitness }
  /** Whether its positions have measures (M), which are not read. */
  readonly hasMeasures: boolean
  /** What there should be and is not, such as the .prj of a shapefile. */
  readonly missing: readonly string[]
}

export type EncodingWitness = 'format' | 'file' | 'declared' | 'assumed'

export type GeoFormat = 'shapefile' | 'geojson' | 'kml' | 'geopackage'

/** A file of features, only ever read. */
export interface FeatureFile {
  readonly format: GeoFormat
  /** At least one. */
  readonly layers: readonly Layer[]
  /**
   * The features of a layer in their order, some at a time; of the only layer, if none is named. One
   * stream at a time. Memory holds one batch, or one feature if that is larger. Throws `GeoError`,
   * also at the end, where that shows that the file is not whole.
   */
  features(layer?: string): AsyncGenerator<readonly Feature[]>
  /** Gives up what the file holds. Safe to repeat. */
  close(): void
}
