import type { Position } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'

const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/

/**
 * The positions of a `coordinates` element: `longitude,latitude[,altitude]` with blanks between. All of
 * them have an altitude, or none has: one that is missing beside others is 0, as the format says.
 * Throws `GeometryFault`.
 */
export function parseCoordinates(text: string): readonly Position[] {
  const tuples = text.trim().split(/\s+/)
  if (tuples.length === 1 && tuples[0] === '') return []
  const positions = tuples.map((tuple) => {
    // Written by some with a comma at the end of each.
    const numbers = tuple.replace(/,$/, '').split(',')
    if (numbers.length < 2 || numbers.length > 3)
      throw new GeometryFault('damaged geometry', 'tuple')
    return numbers.map(parseNumber)
  })
  const hasHeights = positions.some((position) => position.length === 3)
  return positions.map(([x = 0, y = 0, z = 0]) => (hasHeights ? [x, y, z] : [x, y]))
}

function parseNumber(text: string): number {
  if (/^[-+]?(nan|inf)/i.test(text)) throw new GeometryFault('not finite')
  if (!decimal.test(text)) throw new GeometryFault('damaged geometry', 'coordinate')
  const value = Number(text)
  if (!Number.isFinite(value)) throw new GeometryFault('not finite')
  return value
}
