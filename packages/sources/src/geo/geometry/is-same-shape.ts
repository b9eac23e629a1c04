import { boxAround, createBoxIndex, type Box } from './box-index.ts'
import type { Geometry, Line, Position, Ring, Rings } from './geometry.ts'
import { GeometryFault } from './geometry-fault.ts'
import { positionCount } from './position-count.ts'
import { ringDirection } from './ring-direction.ts'
import { isSamePosition } from './ring-shape.ts'
import { createWorkLimit, type WorkLimit } from './work-limit.ts'

/** How far a coordinate may be from the other one to be the same. */
export interface Tolerance {
  readonly plane: number
  /** Of heights; they have to be equal where it is not given. */
  readonly height?: number
}

/**
 * Whether two geometries have the same parts, rings and positions, each within a tolerance; where a ring
 * starts and goes to, and in which order parts stand, does not count. Unlike a comparison of values on
 * a grid it has no values that a small noise changes. Answers false for what takes too much work.
 */
export function isSameShape(one: Geometry, other: Geometry, tolerance: Tolerance): boolean {
  const limit = createWorkLimit(positionCount(one) + positionCount(other))
  try {
    return matches(one, other, { tolerance, limit })
  } catch (error) {
    if (error instanceof GeometryFault) return false
    throw error
  }
}

interface Matching {
  readonly tolerance: Tolerance
  readonly limit: WorkLimit
}

function matches(one: Geometry, other: Geometry, matching: Matching): boolean {
  if (one.type === 'GeometryCollection' || other.type === 'GeometryCollection') {
    if (one.type !== other.type || one.type !== 'GeometryCollection') return false
    return (
      other.type === 'GeometryCollection' &&
      matchSets(one.geometries, other.geometries, {
        boxOf: boxOfGeometry,
        isMatch: (left, right) => matches(left, right, matching),
        ...matching,
      })
    )
  }
  const left = partsOf(one)
  const right = partsOf(other)
  if (left.kind !== right.kind) return false
  return matchSets(left.parts, right.parts, {
    boxOf: (rings) => boxAround(rings[0] ?? []),
    isMatch: (part, candidate) => matchPart(part, candidate, { kind: left.kind, ...matching }),
    ...matching,
  })
}

type PartKind = 'point' | 'line' | 'polygon'

// A point as a line of one position, a line as rings of one ring.
function partsOf(geometry: Exclude<Geometry, { type: 'GeometryCollection' }>): {
  readonly kind: PartKind
  readonly parts: readonly Rings[]
} {
  switch (geometry.type) {
    case 'Point':
      return { kind: 'point', parts: [[[geometry.coordinates]]] }
    case 'MultiPoint':
      return { kind: 'point', parts: geometry.coordinates.map((point) => [[point]]) }
    case 'LineString':
      return { kind: 'line', parts: [[geometry.coordinates]] }
    case 'MultiLineString':
      return { kind: 'line', parts: geometry.coordinates.map((line) => [line]) }
    case 'Polygon':
      return { kind: 'polygon', parts: [geometry.coordinates] }
    case 'MultiPolygon':
      return { kind: 'polygon', parts: geometry.coordinates }
  }
}

function boxOfGeometry(geometry: Geometry): Box {
  if (geometry.type === 'GeometryCollection') {
    return boxAround(
      geometry.geometries
        .map(boxOfGeometry)
        .flatMap(({ minX, minY, maxX, maxY }) => [[minX, minY] as const, [maxX, maxY] as const]),
    )
  }
  return boxAround(partsOf(geometry).parts.flatMap((rings) => rings[0] ?? []))
}

/** Whether each of one set has one of the other to itself. Near twins are taken as they come. */
function matchSets<Part>(
  one: readonly Part[],
  other: readonly Part[],
  {
    boxOf,
    isMatch,
    tolerance,
    limit,
  }: Matching & {
    readonly boxOf: (part: Part) => Box
    readonly isMatch: (left: Part, right: Part) => boolean
  },
): boolean {
  if (one.length !== other.length) return false
  const index = createBoxIndex(other.map(boxOf), limit)
  const isTaken = new Set<number>()
  return one.every((part) => {
    const { minX, minY, maxX, maxY } = boxOf(part)
    const margin = tolerance.plane
    const around = {
      minX: minX - margin,
      minY: minY - margin,
      maxX: maxX + margin,
      maxY: maxY + margin,
    }
    return index.search(around, (place) => {
      const candidate = other[place]
      if (candidate === undefined || isTaken.has(place) || !isMatch(part, candidate)) return false
      isTaken.add(place)
      return true
    })
  })
}

function matchPart(
  one: Rings,
  other: Rings,
  { kind, ...matching }: Matching & { readonly kind: PartKind },
): boolean {
  const [shell = [], ...holes] = one
  const [otherShell = [], ...otherHoles] = other
  if (kind !== 'polygon') return matchLine(shell, otherShell, matching)
  return (
    matchRing(shell, otherShell, matching) &&
    matchSets(holes, otherHoles, {
      boxOf: boxAround,
      isMatch: (left, right) => matchRing(left, right, matching),
      ...matching,
    })
  )
}

function matchLine(one: Line, other: Line, matching: Matching): boolean {
  return matchFrom(withoutRepeats(one), withoutRepeats(other), { start: 0, ...matching })
}

function matchRing(one: Ring, other: Ring, matching: Matching): boolean {
  const left = openRing(one)
  const right = openRing(other)
  if (left.length !== right.length) return false
  const isOpposite = ringDirection(left) !== ringDirection(right)
  return [isOpposite, !isOpposite].some((isTurned) => {
    const turned = isTurned ? [...right].reverse() : right
    return turned.some((_position, start) => matchFrom(left, turned, { start, ...matching }))
  })
}

function matchFrom(
  one: readonly Position[],
  other: readonly Position[],
  { start, tolerance, limit }: Matching & { readonly start: number },
): boolean {
  if (one.length !== other.length) return false
  let looked = 0
  const isMatch = one.every((position, place) => {
    looked += 1
    const second = other[(start + place) % other.length]
    return second !== undefined && isNear(position, second, tolerance)
  })
  limit.spend(looked)
  return isMatch
}

function isNear(one: Position, other: Position, { plane, height = 0 }: Tolerance): boolean {
  return (
    Math.abs(one[0] - other[0]) <= plane &&
    Math.abs(one[1] - other[1]) <= plane &&
    (one[2] === undefined) === (other[2] === undefined) &&
    Math.abs((one[2] ?? 0) - (other[2] ?? 0)) <= height
  )
}

function openRing(ring: Ring): readonly Position[] {
  const distinct = withoutRepeats(ring)
  const first = distinct[0]
  const last = distinct.at(-1)
  const doesClose =
    distinct.length > 1 && first !== undefined && last !== undefined && isSamePosition(first, last)
  return doesClose ? distinct.slice(0, -1) : distinct
}

function withoutRepeats(line: Line): readonly Position[] {
  return line.filter((position, place) => {
    const previous = line[place - 1]
    return previous === undefined || !isSamePosition(previous, position)
  })
}
