import { boxAround, createBoxIndex, type BoxIndex } from './box-index.ts'
import { meetingOf } from './cross-edges.ts'
import type { Position, Rings } from './geometry.ts'
import { edgesOf, isBetween, type Edge, type RingArea } from './ring-place.ts'
import { ringDirection } from './ring-direction.ts'
import { isSamePlace, sideOf } from './ring-shape.ts'
import type { WorkLimit } from './work-limit.ts'

/** A polygon whose rings meet neither each other nor themselves but where they may. */
export interface PolygonArea {
  readonly shell: RingArea
  readonly holes: readonly RingArea[]
  readonly edges: readonly Edge[]
  /** Of each edge, whether the polygon is on its left. */
  readonly isLeft: readonly boolean[]
  readonly index: BoxIndex
}

export function createPolygonArea(
  rings: Rings,
  { areas, limit }: { readonly areas: readonly RingArea[]; readonly limit: WorkLimit },
): PolygonArea | undefined {
  const [shell, ...holes] = areas
  if (shell === undefined) return undefined
  const sided = rings.flatMap((ring, place) => {
    const isCounterclockwise = ringDirection(ring) > 0
    const isLeft = place === 0 ? isCounterclockwise : !isCounterclockwise
    return edgesOf(ring).map((edge) => ({ edge, isLeft }))
  })
  const edges = sided.map(({ edge }) => edge)
  const boxes = edges.map((edge) => boxAround(edge))
  const isLeft = sided.map((each) => each.isLeft)
  return { shell, holes, edges, isLeft, index: createBoxIndex(boxes, limit) }
}

export type Meeting = 'overlap' | 'border'

/** The polygons that share some area, or a piece of border, with an earlier one, and which of the two. */
export function findOverlaps(
  polygons: readonly (PolygonArea | undefined)[],
  limit: WorkLimit,
): ReadonlyMap<number, Meeting> {
  const known = polygons.flatMap((polygon, place) =>
    polygon === undefined ? [] : [{ polygon, place }],
  )
  const index = createBoxIndex(
    known.map(({ polygon }) => polygon.shell.box),
    limit,
  )
  const found = new Map<number, Meeting>()
  for (const { polygon, place } of known) {
    index.search(polygon.shell.box, (candidate) => {
      const other = known[candidate]
      const isDone =
        other === undefined || other.place <= place || found.get(other.place) === 'overlap'
      if (isDone) return false
      const meeting = meetingOfPolygons(polygon, other.polygon)
      if (meeting !== undefined) found.set(other.place, meeting)
      return false
    })
  }
  return found
}

function meetingOfPolygons(one: PolygonArea, other: PolygonArea): Meeting | undefined {
  const meetings = [reachesInto(one, other), reachesInto(other, one)]
  return meetings.includes('overlap')
    ? 'overlap'
    : meetings.find((meeting) => meeting !== undefined)
}

/** Whether a polygon's border is inside another polygon somewhere, or runs along its border. */
function reachesInto(inner: PolygonArea, outer: PolygonArea): Meeting | undefined {
  let runsAlong: Meeting | undefined
  for (const [place, edge] of inner.edges.entries()) {
    const touches: Position[] = []
    const alongside: Edge[] = []
    const isInside = outer.index.search(boxAround(edge), (at) => {
      const second = outer.edges[at]
      const meeting = second === undefined ? 'not' : meetingOf(edge, second)
      if (second === undefined || meeting === 'not') return false
      if (meeting === 'cross') return true
      if (meeting === 'overlap') {
        alongside.push(second)
        runsAlong = 'border'
        // On the same side of it they share what is beside it.
        const isSameWay = direction(edge, second) > 0
        return (inner.isLeft[place] === outer.isLeft[at]) === isSameWay
      }
      touches.push(...second.filter((end) => isOn(edge, end)))
      return false
    })
    if (isInside) return 'overlap'
    const [first, last] = edge
    const found = placeInPolygon(outer, first)
    if (found === 'inside') return 'overlap'
    if (alongside.length > 0 || (touches.length === 0 && found === 'outside')) continue
    const stops = [first, ...touches.sort((a, b) => along(edge, a) - along(edge, b)), last]
    for (const [at, stop] of stops.entries()) {
      const next = stops[at + 1]
      if (next === undefined || isSamePlace(stop, next)) continue
      const middle = [stop[0] / 2 + next[0] / 2, stop[1] / 2 + next[1] / 2] as const
      if (placeInPolygon(outer, middle) === 'inside') return 'overlap'
    }
  }
  return runsAlong
}

function direction([a, b]: Edge, [c, d]: Edge): number {
  return (b[0] - a[0]) * (d[0] - c[0]) + (b[1] - a[1]) * (d[1] - c[1])
}

function isOn([a, b]: Edge, position: Position): boolean {
  return sideOf(a, b, position) === 0 && isBetween(a, b, position)
}

function along([a, b]: Edge, position: Position): number {
  return (position[0] - a[0]) * (b[0] - a[0]) + (position[1] - a[1]) * (b[1] - a[1])
}

function placeInPolygon({ shell, holes }: PolygonArea, position: Position) {
  const inShell = shell.placeOf(position)
  if (inShell !== 'inside') return inShell
  for (const hole of holes) {
    const inHole = hole.placeOf(position)
    if (inHole === 'inside') return 'outside'
    if (inHole === 'on it') return 'on it'
  }
  return 'inside'
}
