import { boxAround, createBoxIndex, type Box } from './box-index.ts'
import type { Position, Ring } from './geometry.ts'
import { isSamePlace, sideOf } from './ring-shape.ts'
import type { WorkLimit } from './work-limit.ts'

/** Where a position is, seen from a ring. */
export type RingPlace = 'inside' | 'outside' | 'on it'

/** A ring that is asked about many positions. */
export interface RingArea {
  readonly box: Box
  placeOf(position: Position): RingPlace
  /** By the first position of another ring that is not on this one; `on it` where all of them are. */
  placeOfRing(ring: Ring): RingPlace
}

/** Counts the edges of a ring that a ray from the position crosses, exactly, and without trying each. */
export function createRingArea(ring: Ring, limit: WorkLimit): RingArea {
  const edges = edgesOf(ring)
  const box = boxAround(ring)
  const index = createBoxIndex(
    edges.map((edge) => boxAround(edge)),
    limit,
  )
  const placeOf = (position: Position): RingPlace => {
    const [x, y] = position
    let crossings = 0
    const isOnIt = index.search({ minX: x, maxX: box.maxX, minY: y, maxY: y }, (place) => {
      const [a, b] = edges[place] ?? [position, position]
      const side = sideOf(a, b, position)
      if (side === 0 && isBetween(a, b, position)) return true
      const isUpward = a[1] <= y && b[1] > y
      const isDownward = b[1] <= y && a[1] > y
      if ((isUpward && side > 0) || (isDownward && side < 0)) crossings += 1
      return false
    })
    if (isOnIt) return 'on it'
    return crossings % 2 === 1 ? 'inside' : 'outside'
  }
  return {
    box,
    placeOf,
    placeOfRing(other) {
      for (const position of other) {
        const place = placeOf(position)
        if (place !== 'on it') return place
      }
      return 'on it'
    },
  }
}

export type Edge = readonly [Position, Position]

/** The edges of a ring, the one that closes it included; none of no length. */
export function edgesOf(ring: Ring): readonly Edge[] {
  const edges: Edge[] = []
  let previous = ring.at(-1)
  for (const position of ring) {
    if (previous !== undefined && !isSamePlace(previous, position)) edges.push([previous, position])
    previous = position
  }
  return edges
}

/** Whether a position on the line of an edge is between its ends, these included. */
export function isBetween(a: Position, b: Position, [x, y]: Position): boolean {
  return (
    x >= Math.min(a[0], b[0]) &&
    x <= Math.max(a[0], b[0]) &&
    y >= Math.min(a[1], b[1]) &&
    y <= Math.max(a[1], b[1])
  )
}
