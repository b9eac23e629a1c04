import type { Position, Ring } from './geometry.ts'
import { leastRotation } from './least-rotation.ts'
import { doubleArea, isSamePlace, sideOf } from './ring-shape.ts'

/**
 * Which way a ring goes, closed or not: 1 is counterclockwise, -1 clockwise, 0 where it goes neither way.
 * Exact for a ring that does not meet itself; the same from whichever position it starts, and the
 * opposite for the opposite way, for any ring.
 */
export function ringDirection(ring: Ring): -1 | 0 | 1 {
  const open = withoutRepeats(ring)
  return cornerDirection(open) ?? areaDirection(open)
}

/** In the order of x, then y. */
export function comparePlaces(one: Position, other: Position): number {
  return one[0] - other[0] || one[1] - other[1]
}

function withoutRepeats(ring: Ring): readonly Position[] {
  return ring.filter((position, place) => {
    const previous = place === 0 ? ring.at(-1) : ring[place - 1]
    return ring.length === 1 || previous === undefined || !isSamePlace(previous, position)
  })
}

// At its least position a ring turns the way it goes.
function cornerDirection(ring: readonly Position[]): -1 | 1 | undefined {
  let least = 0
  let isTwice = false
  for (const [place, position] of ring.entries()) {
    const order = place === 0 ? 1 : comparePlaces(position, ring[least] ?? position)
    if (order < 0) least = place
    if (order <= 0) isTwice = order === 0
  }
  const corner = ring[least]
  const before = ring.at(least - 1)
  const after = ring[(least + 1) % ring.length]
  if (isTwice || corner === undefined || before === undefined || after === undefined)
    return undefined
  const side = sideOf(before, corner, after)
  if (side === 0) return undefined
  return side > 0 ? 1 : -1
}

// Rounding depends on where one starts: what it decides alone is not believed.
function areaDirection(ring: readonly Position[]): -1 | 0 | 1 {
  const forward = Math.sign(doubleArea(leastRotation(ring, comparePlaces)))
  const backward = Math.sign(doubleArea(leastRotation([...ring].reverse(), comparePlaces)))
  if (forward !== -backward || forward === 0) return 0
  return forward > 0 ? 1 : -1
}
