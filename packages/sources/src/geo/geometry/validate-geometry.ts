import { boxAround, createBoxIndex, type BoxIndex } from './box-index.ts'
import { meetingOf } from './cross-edges.ts'
import type { Geometry, Line, Position, Ring, Rings } from './geometry.ts'
import { createPolygonArea, findOverlaps, type PolygonArea } from './find-overlaps.ts'
import { GeometryFault } from './geometry-fault.ts'
import { positionCount } from './position-count.ts'
import { createRingArea, edgesOf, type Edge, type RingArea, type RingPlace } from './ring-place.ts'
import { isClosed, isSamePlace } from './ring-shape.ts'
import { createWorkLimit, type WorkLimit } from './work-limit.ts'

export type GeometryFlawKind =
  | 'not finite'
  | 'ring not closed'
  /** Fewer than four positions, or fewer than three different ones. */
  | 'ring too short'
  /** All of its positions are the same place. */
  | 'line without length'
  | 'repeated position'
  /** It goes to a place and back the same way. */
  | 'spike'
  /** A ring crosses itself, touches itself, or runs along itself. */
  | 'ring meets itself'
  /** Two rings of a polygon cross, or share more than single places. */
  | 'rings cross'
  | 'hole outside shell'
  | 'hole in hole'
  /** Polygons of one geometry share some area. */
  | 'parts overlap'
  /** They share a piece of border: it should not be there, since it is inside their whole. */
  | 'parts share border'
  /** It would take more work than a geometry may. What was looked at has no flaw. */
  | 'too complex'

/** What is wrong with a geometry, and where. Counts are from 1. */
export interface GeometryFlaw {
  readonly kind: GeometryFlawKind
  readonly part: number
  /** 1 is the shell; undefined where it is no ring. */
  readonly ring?: number
  readonly position?: Position
}

const mostFlaws = 100

/**
 * What is wrong with a geometry by the rules of OGC for simple features, at most a hundred flaws. Rings
 * of either direction are right; a hole may touch its shell at single places. That holes which touch
 * each other cut a polygon in two is not found. Decided exactly, in O(n log n) for what is not made to
 * take longer; for that, ends as `too complex`.
 */
export function validateGeometry(geometry: Geometry): readonly GeometryFlaw[] {
  const flaws: GeometryFlaw[] = []
  const add = (flaw: GeometryFlaw) => {
    if (flaws.length < mostFlaws) flaws.push(flaw)
  }
  try {
    validateParts(geometry, { add, limit: createWorkLimit(positionCount(geometry)) })
  } catch (error) {
    if (!(error instanceof GeometryFault)) throw error
    add({ kind: 'too complex', part: 1 })
  }
  return flaws
}

interface Validation {
  readonly add: (flaw: GeometryFlaw) => void
  readonly limit: WorkLimit
}

function validateParts(geometry: Geometry, validation: Validation): void {
  const { add } = validation
  switch (geometry.type) {
    case 'Point':
    case 'MultiPoint': {
      const points = geometry.type === 'Point' ? [geometry.coordinates] : geometry.coordinates
      for (const [place, point] of points.entries()) {
        if (!isFinitePosition(point)) add({ kind: 'not finite', part: place + 1 })
      }
      return
    }
    case 'LineString':
      validateLine(geometry.coordinates, { part: 1, add })
      return
    case 'MultiLineString':
      for (const [place, line] of geometry.coordinates.entries()) {
        validateLine(line, { part: place + 1, add })
      }
      return
    case 'Polygon':
      validatePolygon(geometry.coordinates, { part: 1, ...validation })
      return
    case 'MultiPolygon': {
      const areas = geometry.coordinates.map((rings, place) =>
        validatePolygon(rings, { part: place + 1, ...validation }),
      )
      for (const [later, meeting] of findOverlaps(areas, validation.limit)) {
        const position = geometry.coordinates[later]?.[0]?.[0]
        const kind = meeting === 'overlap' ? 'parts overlap' : 'parts share border'
        add({ kind, part: later + 1, ...(position && { position }) })
      }
      return
    }
    case 'GeometryCollection':
      for (const [place, part] of geometry.geometries.entries()) {
        validateParts(part, { ...validation, add: (flaw) => add({ ...flaw, part: place + 1 }) })
      }
  }
}

interface Place {
  readonly part: number
  readonly ring?: number
  readonly add: Validation['add']
}

function validateLine(line: Line, { add, ...place }: Place): boolean {
  if (!line.every(isFinitePosition)) {
    add({ kind: 'not finite', ...place })
    return false
  }
  const [first] = line
  const hasLength = first !== undefined && line.some((each) => !isSamePlace(each, first))
  if (!hasLength) {
    add({ kind: 'line without length', ...place, ...(first && { position: first }) })
    return false
  }
  for (const [at, position] of line.entries()) {
    const previous = line[at - 1]
    if (previous !== undefined && isSamePlace(previous, position)) {
      add({ kind: 'repeated position', ...place, position })
    }
  }
  return true
}

// Undefined where its rings are such that nothing can be said of what they enclose.
function validatePolygon(
  rings: Rings,
  { part, add, limit }: Validation & { readonly part: number },
): PolygonArea | undefined {
  let areRings = rings.length > 0
  for (const [place, ring] of rings.entries()) {
    if (!validateRing(ring, { part, ring: place + 1, add })) areRings = false
  }
  if (!areRings) return undefined
  const edges = rings.flatMap((ring, place) =>
    edgesOf(ring).map((edge, at, all) => ({ edge, ring: place, at, count: all.length })),
  )
  const edgeIndex = createBoxIndex(
    edges.map(({ edge }) => boxAround(edge)),
    limit,
  )
  const areSimple = findMeetings(edges, { edgeIndex, part, add, limit })
  if (!areSimple) return undefined
  const areas = rings.map((ring) => createRingArea(ring, limit))
  placeHoles(rings, { areas, part, add, limit })
  return createPolygonArea(rings, { areas, limit })
}

function validateRing(ring: Ring, place: Place & { readonly ring: number }): boolean {
  const { add, ...where } = place
  if (!validateLine(ring, place)) return false
  const first = ring[0]
  const isWhole = isClosed(ring)
  if (!isWhole) add({ kind: 'ring not closed', ...where, ...(first && { position: first }) })
  const edges = edgesOf(ring)
  if (edges.length < 3 || ring.length < 4) {
    add({ kind: 'ring too short', ...where, ...(first && { position: first }) })
    return false
  }
  const spikes = edges.filter((edge, place) => {
    const next = edges[(place + 1) % edges.length]
    return next !== undefined && meetingOf(edge, next) === 'overlap'
  })
  for (const [, tip] of spikes) add({ kind: 'spike', ...where, position: tip })
  return isWhole && spikes.length === 0
}

interface PlacedEdge {
  readonly edge: Edge
  readonly ring: number
  /** Among those of its ring. */
  readonly at: number
  readonly count: number
}

const meetingSteps = 10

// Whether no edges meet but where they may. One flaw for each edge is enough.
function findMeetings(
  edges: readonly PlacedEdge[],
  {
    edgeIndex,
    part,
    add,
    limit,
  }: Validation & { readonly edgeIndex: BoxIndex; readonly part: number },
): boolean {
  let areSimple = true
  for (const [place, one] of edges.entries()) {
    edgeIndex.search(boxAround(one.edge), (other) => {
      const second = edges[other]
      if (second === undefined || other <= place) return false
      limit.spend(meetingSteps)
      const kind = flawOf(one, second)
      if (kind === undefined) return false
      areSimple = false
      add({ kind, part, ring: one.ring + 1, position: one.edge[1] })
      return true
    })
  }
  return areSimple
}

function flawOf(one: PlacedEdge, other: PlacedEdge): GeometryFlawKind | undefined {
  const meeting = meetingOf(one.edge, other.edge)
  if (meeting === 'not') return undefined
  if (one.ring !== other.ring) return meeting === 'touch' ? undefined : 'rings cross'
  const gap = Math.abs(one.at - other.at)
  const areNeighbours = gap === 1 || gap === one.count - 1
  return areNeighbours ? undefined : 'ring meets itself'
}

function placeHoles(
  rings: Rings,
  {
    areas,
    part,
    add,
    limit,
  }: Validation & { readonly areas: readonly RingArea[]; readonly part: number },
): void {
  const index = createBoxIndex(
    areas.map(({ box }) => box),
    limit,
  )
  for (const [place, ring] of rings.entries()) {
    if (place === 0) continue
    const box = areas[place]?.box
    const where = { part, ring: place + 1, ...(ring[0] && { position: ring[0] }) }
    const isPlaced = (area: RingArea | undefined, wanted: RingPlace) =>
      area !== undefined && ring.some((position) => area.placeOf(position) === wanted)
    if (isPlaced(areas[0], 'outside')) add({ kind: 'hole outside shell', ...where })
    const isInOther =
      box !== undefined &&
      index.search(box, (other) => {
        return other !== 0 && other !== place && isPlaced(areas[other], 'inside')
      })
    if (isInOther) add({ kind: 'hole in hole', ...where })
  }
}

function isFinitePosition(position: Position): boolean {
  return position.every((value) => Number.isFinite(value))
}
