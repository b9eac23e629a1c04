import type { Position } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'

const mostPositions = 1_000_000
const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/

/**
 * The positions of a `coordinates` element: `longitude,latitude[,altitude]` with blanks between. All of
 * them have an altitude, or none has: one that is missing beside others is 0, as the format says.
 * Throws `GeometryFault`.
 */
export function parseCoordinates(text: string): readonly Position[] {
  const positions: Position[] = []
  let high = 0
  // Blanks are looked for one by one: a list of all pieces would take many times the text.
  for (const [tuple] of text.matchAll(/\S+/g)) {
    const position = parseTuple(tuple)
    if (position.length === 3) high += 1
    if (positions.push(position) > mostPositions) throw new GeometryFault('too complex')
  }
  if (high === 0 || high === positions.length) return positions
  return positions.map(([x, y, z = 0]) => [x, y, z])
}

function parseTuple(tuple: string): Position {
  // Written by some with a comma at the end of each.
  const [x = '', y, z, ...more] = tuple.replace(/,$/, '').split(',')
  if (y === undefined || more.length > 0) throw new GeometryFault('damaged geometry', 'tuple')
  const place = [parseNumber(x), parseNumber(y)] as const
  return z === undefined ? place : [...place, parseNumber(z)]
}

function parseNumber(text: string): number {
  if (/^[-+]?(nan|inf)/i.test(text)) throw new GeometryFault('not finite')
  if (!decimal.test(text)) throw new GeometryFault('damaged geometry', 'coordinate')
  const value = Number(text)
  if (!Number.isFinite(value)) throw new GeometryFault('not finite')
  return value
}
