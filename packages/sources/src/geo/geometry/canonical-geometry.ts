import type { Geometry, Line, Position, Ring, Rings } from './geometry.ts'
import { leastRotation } from './least-rotation.ts'
import { ringDirection } from './ring-direction.ts'
import { isSamePosition } from './ring-shape.ts'

/** The distance of the values that coordinates are rounded to, in the geometry's own unit. */
export interface Grid {
  readonly size: number
  /** Of heights; as they are where it is not given. */
  readonly height?: number
}

/**
 * The form that all writings of one shape have in common: coordinates on a grid, no position twice in
 * a row, shells counterclockwise and holes clockwise, each ring from its least position on, parts and
 * holes sorted, a plural of one part as that part. Lines keep their direction. A ring or line that
 * the grid makes a place keeps that place.
 *
 * Noise of less than half the grid's size gives the same form only while no coordinate is so near the
 * middle between two values that the noise moves it across. Ask `isSameShape` where forms differ.
 */
export function canonicalGeometry(geometry: Geometry, grid: Grid): Geometry {
  const snap = snapper(grid)
  switch (geometry.type) {
    case 'Point':
      return { type: 'Point', coordinates: snap(geometry.coordinates) }
    case 'MultiPoint':
      return unlessOne(
        geometry.coordinates.map(snap).sort(comparePositions),
        (coordinates) => ({ type: 'Point', coordinates }),
        (coordinates) => ({ type: 'MultiPoint', coordinates }),
      )
    case 'LineString':
      return { type: 'LineString', coordinates: canonicalLine(geometry.coordinates, snap) }
    case 'MultiLineString':
      return unlessOne(
        geometry.coordinates.map((line) => canonicalLine(line, snap)).sort(compareLines),
        (coordinates) => ({ type: 'LineString', coordinates }),
        (coordinates) => ({ type: 'MultiLineString', coordinates }),
      )
    case 'Polygon':
      return { type: 'Polygon', coordinates: canonicalRings(geometry.coordinates, snap) }
    case 'MultiPolygon':
      return unlessOne(
        geometry.coordinates.map((rings) => canonicalRings(rings, snap)).sort(compareRings),
        (coordinates) => ({ type: 'Polygon', coordinates }),
        (coordinates) => ({ type: 'MultiPolygon', coordinates }),
      )
    case 'GeometryCollection': {
      const parts = geometry.geometries.map((part) => canonicalGeometry(part, grid))
      const texts = new Map(parts.map((part) => [part, JSON.stringify(part)]))
      const textOf = (part: Geometry) => texts.get(part) ?? ''
      parts.sort((left, right) => (textOf(left) < textOf(right) ? -1 : 1))
      return { type: 'GeometryCollection', geometries: parts }
    }
  }
}

type Snap = (position: Position) => Position

function snapper({ size, height }: Grid): Snap {
  const snapPlane = valueSnapper(size)
  const snapHeight = height === undefined ? (value: number) => value : valueSnapper(height)
  return ([x, y, z]) =>
    z === undefined ? [snapPlane(x), snapPlane(y)] : [snapPlane(x), snapPlane(y), snapHeight(z)]
}

function valueSnapper(size: number): (value: number) => number {
  if (!(size > 0)) throw new RangeError('A grid has a size above zero')
  // A division gives the double next to the decimal; a product with 0.001 does not.
  const parts = Math.round(1 / size)
  const isFraction = parts > 0 && Math.abs(parts * size - 1) < 1e-9
  return (value) => {
    const snapped = isFraction ? Math.round(value * parts) / parts : Math.round(value / size) * size
    // No zero with a sign.
    return snapped === 0 ? 0 : snapped
  }
}

function canonicalLine(line: Line, snap: Snap): Line {
  const kept = withoutRepeats(line.map(snap))
  const [only] = kept
  return kept.length === 1 && only !== undefined ? [only, only] : kept
}

function canonicalRings(rings: Rings, snap: Snap): Rings {
  const [shell = [], ...holes] = rings
  return [
    canonicalRing(shell, { snap, isHole: false }),
    ...holes.map((hole) => canonicalRing(hole, { snap, isHole: true })).sort(compareLines),
  ]
}

function canonicalRing(
  ring: Ring,
  { snap, isHole }: { readonly snap: Snap; readonly isHole: boolean },
): Ring {
  const distinct = withoutRepeats(ring.map(snap))
  const first = distinct[0]
  const last = distinct.at(-1)
  const doesClose =
    distinct.length > 1 && first !== undefined && last !== undefined && isSamePosition(first, last)
  const open = doesClose ? distinct.slice(0, -1) : distinct
  const direction = ringDirection(open)
  const forward = leastRotation(open, comparePositions)
  if (direction === (isHole ? -1 : 1)) return closed(forward)
  const backward = leastRotation([...open].reverse(), comparePositions)
  if (direction !== 0) return closed(backward)
  return closed(compareLines(forward, backward) <= 0 ? forward : backward)
}

function closed(ring: readonly Position[]): Ring {
  const [first] = ring
  return first === undefined ? [] : [...ring, first]
}

function withoutRepeats(line: Line): readonly Position[] {
  return line.filter((position, place) => {
    const previous = line[place - 1]
    return previous === undefined || !isSamePosition(previous, position)
  })
}

function comparePositions(one: Position, other: Position): number {
  return one[0] - other[0] || one[1] - other[1] || (one[2] ?? 0) - (other[2] ?? 0)
}

function compareLists<Item>(
  one: readonly Item[],
  other: readonly Item[],
  compare: (left: Item, right: Item) => number,
): number {
  for (const [place, item] of one.entries()) {
    const second = other[place]
    if (second === undefined) return 1
    const order = compare(item, second)
    if (order !== 0) return order
  }
  return one.length - other.length
}

function compareLines(one: Line, other: Line): number {
  return compareLists(one, other, comparePositions)
}

function compareRings(one: Rings, other: Rings): number {
  return compareLists(one, other, compareLines)
}

function unlessOne<Part>(
  parts: readonly Part[],
  single: (part: Part) => Geometry,
  plural: (parts: readonly Part[]) => Geometry,
): Geometry {
  const [only] = parts
  return parts.length === 1 && only !== undefined ? single(only) : plural(parts)
}
