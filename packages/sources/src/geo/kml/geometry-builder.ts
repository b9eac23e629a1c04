import type { Geometry, Position, Ring } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'
import { parseCoordinates } from './kml-coordinates.ts'

/** Makes the geometry of a Placemark of the elements that are met within it. */
export interface GeometryBuilder {
  /** Whether the element is of the geometry. */
  open(name: string): boolean
  text(text: string): void
  close(name: string): void
  /** Null where there was none, or an empty one. Throws `GeometryFault`. */
  finish(): Geometry | null
}

const unsupported = new Set(['Track', 'MultiTrack', 'Model'])
const inner = new Set(['coordinates', 'outerBoundaryIs', 'innerBoundaryIs'])
const mostUnits = 16 * 1024 * 1024
const deepestCollection = 16

export function createGeometryBuilder(): GeometryBuilder {
  const collections: Geometry[][] = [[]]
  let fault: GeometryFault | undefined
  let text: string[] | undefined
  let units = 0
  let positions: readonly Position[] = []
  let polygon: { shell: Ring | undefined; readonly holes: Ring[]; isHole: boolean } | undefined
  const add = (geometry: Geometry) => collections.at(-1)?.push(geometry)
  const attempt = (work: () => void) => {
    try {
      if (fault === undefined) work()
    } catch (error) {
      if (!(error instanceof GeometryFault)) throw error
      fault = error
    }
  }
  const closeElement = (name: string): void => {
    switch (name) {
      case 'coordinates':
        positions = parseCoordinates((text ?? []).join(''))
        text = undefined
        return
      case 'Point':
        if (positions[0] !== undefined) add({ type: 'Point', coordinates: positions[0] })
        return
      case 'LineString':
        if (positions.length > 0) add({ type: 'LineString', coordinates: positions })
        return
      case 'LinearRing':
        if (polygon === undefined) {
          if (positions.length > 0) add({ type: 'LineString', coordinates: positions })
        } else if (polygon.isHole) polygon.holes.push(positions)
        else if (polygon.shell === undefined) polygon.shell = positions
        else throw new GeometryFault('damaged geometry', 'two shells')
        return
      case 'Polygon': {
        const rings = [polygon?.shell ?? [], ...(polygon?.holes ?? [])].filter(
          (ring) => ring.length > 0,
        )
        const hasHolesOnly = (polygon?.shell ?? []).length === 0 && rings.length > 0
        polygon = undefined
        if (hasHolesOnly) throw new GeometryFault('damaged geometry', 'no shell')
        if (rings.length > 0) add({ type: 'Polygon', coordinates: rings })
        return
      }
      case 'MultiGeometry': {
        const parts = collections.pop() ?? []
        if (parts.length > 0) add(gather(parts))
      }
    }
  }
  return {
    open(name) {
      switch (name) {
        case 'MultiGeometry':
          if (collections.length > deepestCollection) fault ??= new GeometryFault('too complex')
          else collections.push([])
          return true
        case 'Point':
        case 'LineString':
        case 'LinearRing':
          positions = []
          return true
        case 'Polygon':
          polygon = { shell: undefined, holes: [], isHole: false }
          return true
        case 'outerBoundaryIs':
        case 'innerBoundaryIs':
          if (polygon !== undefined) polygon.isHole = name === 'innerBoundaryIs'
          return true
        case 'coordinates':
          text = []
          return true
        default:
          if (!unsupported.has(name)) return inner.has(name)
          fault ??= new GeometryFault('unsupported geometry', name)
          return true
      }
    },
    text(piece) {
      if (text === undefined || fault !== undefined) return
      units += piece.length
      if (units > mostUnits) {
        text = []
        fault = new GeometryFault('too complex')
      } else text.push(piece)
    },
    close(name) {
      attempt(() => closeElement(name))
    },
    finish() {
      if (fault !== undefined) throw fault
      const [parts = []] = collections
      const [only] = parts
      if (only === undefined) return null
      return parts.length === 1 ? only : gather(parts)
    },
  }
}

/** Parts of one kind as its plural, others as a collection. */
function gather(parts: readonly Geometry[]): Geometry {
  const points = parts.flatMap((part) => (part.type === 'Point' ? [part.coordinates] : []))
  if (points.length === parts.length) return { type: 'MultiPoint', coordinates: points }
  const lines = parts.flatMap((part) => (part.type === 'LineString' ? [part.coordinates] : []))
  if (lines.length === parts.length) return { type: 'MultiLineString', coordinates: lines }
  const polygons = parts.flatMap((part) => (part.type === 'Polygon' ? [part.coordinates] : []))
  if (polygons.length === parts.length) return { type: 'MultiPolygon', coordinates: polygons }
  return { type: 'GeometryCollection', geometries: parts }
}
