import type { Position } from './geometry.ts'
import { isBetween, type Edge } from './ring-place.ts'
import { isSamePlace, sideOf } from './ring-shape.ts'

/** How two edges meet. */
export type EdgeMeeting =
  | 'not'
  /** At one place, that is an end of at least one of them. */
  | 'touch'
  /** At one place within both. */
  | 'cross'
  /** Along more than one place. */
  | 'overlap'

/** How two edges meet, decided exactly. */
export function meetingOf([a, b]: Edge, [c, d]: Edge): EdgeMeeting {
  const ofC = sideOf(a, b, c)
  const ofD = sideOf(a, b, d)
  if (ofC === 0 && ofD === 0) return meetingOnLine([a, b], [c, d])
  if (ofC > 0 === ofD > 0 && ofC !== 0 && ofD !== 0) return 'not'
  const ofA = sideOf(c, d, a)
  const ofB = sideOf(c, d, b)
  if (ofA > 0 === ofB > 0 && ofA !== 0 && ofB !== 0) return 'not'
  return ofA === 0 || ofB === 0 || ofC === 0 || ofD === 0 ? 'touch' : 'cross'
}

function meetingOnLine([a, b]: Edge, [c, d]: Edge): EdgeMeeting {
  const shared: Position[] = []
  const add = (position: Position, from: Position, to: Position) => {
    const isKnown = shared.some((each) => isSamePlace(each, position))
    if (!isKnown && isBetween(from, to, position)) shared.push(position)
  }
  add(a, c, d)
  add(b, c, d)
  add(c, a, b)
  add(d, a, b)
  if (shared.length === 0) return 'not'
  return shared.length === 1 ? 'touch' : 'overlap'
}
