import { createBoxIndex } from '../geometry/box-index.ts'
import type { Ring, Rings } from '../geometry/geometry.ts'
import { createRingArea, type RingArea } from '../geometry/ring-place.ts'
import { ringDirection } from '../geometry/ring-direction.ts'
import { doubleArea } from '../geometry/ring-shape.ts'
import { createWorkLimit } from '../geometry/work-limit.ts'

/**
 * The polygons that the rings of a shape make. Those that go clockwise are shells; another is a hole
 * of the smallest shell around it, or a shell that goes the wrong way where there is none around it.
 * Throws `GeometryFault` for more work than a geometry may take.
 */
export function groupRings(rings: readonly Ring[]): readonly Rings[] {
  const measured = rings.map((ring, place) => ({
    ring,
    place,
    isShell: ringDirection(ring) < 0,
    size: Math.abs(doubleArea(ring)),
  }))
  const shells = measured.filter(({ isShell }) => isShell)
  const holes = measured.filter(({ isShell }) => !isShell)
  if (holes.length === 0 || shells.length === 0) return rings.map((ring) => [ring])
  const limit = createWorkLimit(rings.reduce((sum, ring) => sum + ring.length, 0))
  const areas = shells.map(({ ring }) => createRingArea(ring, limit))
  const index = createBoxIndex(
    areas.map(({ box }) => box),
    limit,
  )
  const polygons = shells.map(({ ring, place }) => ({ place, rings: [ring] }))
  const withoutShell: typeof polygons = []
  for (const { ring, place } of holes) {
    const [[x, y] = [NaN, NaN]] = ring
    let around: number | undefined
    index.search({ minX: x, minY: y, maxX: x, maxY: y }, (candidate) => {
      const size = (shell: number) => shells[shell]?.size ?? 0
      const isSmaller = around === undefined || size(candidate) < size(around)
      if (isSmaller && contains(areas[candidate], ring)) around = candidate
      return false
    })
    if (around === undefined) withoutShell.push({ place, rings: [ring] })
    else polygons[around]?.rings.push(ring)
  }
  return [...polygons, ...withoutShell]
    .sort((left, right) => left.place - right.place)
    .map((polygon) => polygon.rings)
}

function contains(area: RingArea | undefined, ring: Ring): boolean {
  return area !== undefined && area.placeOfRing(ring) !== 'outside'
}
