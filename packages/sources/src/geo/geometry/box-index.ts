import type { WorkLimit } from './work-limit.ts'

export interface Box {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
}

/** Finds those of many boxes that meet another one, without looking at each. */
export interface BoxIndex {
  /** Calls `visit` with the place of each that meets `box`, edges included, until it answers true. */
  search(box: Box, visit: (place: number) => boolean): boolean
}

const fanOut = 16
const callSteps = 8

/** A packed R-tree: boxes in the order of a curve that keeps near ones together, in groups of groups. */
export function createBoxIndex(boxes: readonly Box[], limit: WorkLimit): BoxIndex {
  const order = boxes.map((_box, place) => place)
  const whole = boundsOf(boxes)
  const codes = Float64Array.from(boxes, (box) => curvePlace(box, whole))
  order.sort((left, right) => (codes[left] ?? 0) - (codes[right] ?? 0))
  limit.spend(boxes.length)
  const levels: Box[][] = [order.map((place) => boxes[place] ?? whole)]
  for (let level = levels[0] ?? []; level.length > fanOut;) {
    const next: Box[] = []
    for (let at = 0; at < level.length; at += fanOut)
      next.push(boundsOf(level.slice(at, at + fanOut)))
    levels.push(next)
    level = next
  }
  const searchLevel = (
    depth: number,
    from: number,
    box: Box,
    visit: (place: number) => boolean,
  ): boolean => {
    const level = levels[depth] ?? []
    const to = Math.min(from + fanOut, level.length)
    limit.spend(to - from + callSteps)
    for (let at = from; at < to; at += 1) {
      const candidate = level[at]
      if (candidate === undefined || !meets(candidate, box)) continue
      const isFound =
        depth === 0 ? visit(order[at] ?? 0) : searchLevel(depth - 1, at * fanOut, box, visit)
      if (isFound) return true
    }
    return false
  }
  return { search: (box, visit) => searchLevel(levels.length - 1, 0, box, visit) }
}

export function meets(one: Box, other: Box): boolean {
  return (
    one.minX <= other.maxX &&
    one.maxX >= other.minX &&
    one.minY <= other.maxY &&
    one.maxY >= other.minY
  )
}

export function boundsOf(boxes: Iterable<Box>): Box {
  let minX = Infinity
  let minY = Infinity
  let maxX = -Infinity
  let maxY = -Infinity
  for (const box of boxes) {
    minX = Math.min(minX, box.minX)
    minY = Math.min(minY, box.minY)
    maxX = Math.max(maxX, box.maxX)
    maxY = Math.max(maxY, box.maxY)
  }
  return { minX, minY, maxX, maxY }
}

/** The box around positions. */
export function boxAround(positions: Iterable<readonly [number, number, ...number[]]>): Box {
  let minX = Infinity
  let minY = Infinity
  let maxX = -Infinity
  let maxY = -Infinity
  for (const [x, y] of positions) {
    minX = Math.min(minX, x)
    minY = Math.min(minY, y)
    maxX = Math.max(maxX, x)
    maxY = Math.max(maxY, y)
  }
  return { minX, minY, maxX, maxY }
}

// The bits of both coordinates in turn (Morton's order), of 16 bits each.
function curvePlace({ minX, minY, maxX, maxY }: Box, whole: Box): number {
  const scale = (value: number, from: number, to: number) =>
    to > from ? Math.min(65_535, Math.floor(((value - from) / (to - from)) * 65_535)) : 0
  const x = scale(minX / 2 + maxX / 2, whole.minX, whole.maxX)
  const y = scale(minY / 2 + maxY / 2, whole.minY, whole.maxY)
  return spread(x) + spread(y) * 2
}

function spread(value: number): number {
  let bits = value
  bits = (bits | (bits << 8)) & 0x00ff00ff
  bits = (bits | (bits << 4)) & 0x0f0f0f0f
  bits = (bits | (bits << 2)) & 0x33333333
  return (bits | (bits << 1)) & 0x55555555
}
