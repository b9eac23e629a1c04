import { orient2d } from 'robust-predicates'
import type { Position, Ring } from './geometry.ts'

/** Twice the area inside a ring: positive where it goes counterclockwise. Closed or not. */
export function doubleArea(ring: Ring): number {
  const [first] = ring
  if (first === undefined) return 0
  // Relative to the first position: products of large coordinates would lose the digits that count.
  const [originX, originY] = first
  let sum = 0
  let previous = ring.at(-1) ?? first
  for (const position of ring) {
    sum +=
      (previous[0] - originX) * (position[1] - originY) -
      (position[0] - originX) * (previous[1] - originY)
    previous = position
  }
  return sum
}

/** On which side of the line from `a` to `b` a position is: positive on the left, exactly 0 on it. */
export function sideOf(a: Position, b: Position, position: Position): number {
  // The library's axes point down.
  return -orient2d(a[0], a[1], b[0], b[1], position[0], position[1])
}

export function isSamePlace(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1]
}

/** The same in all that they have, heights included. */
export function isSamePosition(a: Position, b: Position): boolean {
  return isSamePlace(a, b) && a[2] === b[2]
}

export function isClosed(ring: Ring): boolean {
  const first = ring[0]
  const last = ring.at(-1)
  return first !== undefined && last !== undefined && isSamePosition(first, last)
}
