import proj4 from 'proj4'
import type { Geometry, Position } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'
import { mapPositions } from '../geometry/map-positions.ts'
import { knownCrs } from './known-crs.ts'

/** Thrown for a system of coordinates whose definition is not known here. */
export class UnknownCrsError extends Error {
  override readonly name = 'UnknownCrsError'
  readonly epsg: number

  constructor(epsg: number) {
    super(`The definition of EPSG:${epsg} is not known`)
    this.epsg = epsg
  }
}

/** Gives a position of one system in another. Heights are kept as they are. Throws `GeometryFault`. */
export type Reproject = (position: Position) => Position

/**
 * Converts between systems of known EPSG codes, longitude before latitude, whatever order EPSG has. There
 * and back again is the same place within a millimetre, in and around Bolivia; within a
 * centimetre from PSAD56, where heights take part that positions do not have. Throws `UnknownCrsError`.
 */
export function createReproject(from: number, to: number): Reproject {
  const source = definitionOf(from)
  const target = definitionOf(to)
  if (from === to) return (position) => position
  const converter = proj4(source, target)
  return ([x, y, z]) => {
    const [longitude = NaN, latitude = NaN] = forward(converter, [x, y])
    if (!Number.isFinite(longitude) || !Number.isFinite(latitude))
      throw new GeometryFault('not finite')
    return z === undefined ? [longitude, latitude] : [longitude, latitude, z]
  }
}

/** The geometry in the other system. */
export function reprojectGeometry(geometry: Geometry, reproject: Reproject): Geometry {
  return mapPositions(geometry, reproject)
}

function definitionOf(epsg: number): string {
  const crs = knownCrs(epsg)
  if (crs === undefined) throw new UnknownCrsError(epsg)
  return crs.definition
}

function forward(
  converter: { forward(position: [number, number]): [number, number] },
  position: [number, number],
): readonly number[] {
  try {
    return converter.forward(position)
  } catch (error) {
    // It throws texts and errors for what no projection takes.
    throw new GeometryFault('not finite', error instanceof Error ? error.message : String(error))
  }
}
