import type { Geometry, Line, Position, Ring, Rings } from './geometry.ts'
import { ringDirection } from './ring-direction.ts'
import { isClosed, isSamePlace, isSamePosition } from './ring-shape.ts'

export type RepairKind = 'ring closed' | 'repeated position' | 'spike' | 'ring turned'

/** What was done to a geometry, and how often. */
export interface Repair {
  readonly kind: RepairKind
  readonly count: number
}

/**
 * Repairs what has one way to be right only: closes rings, drops positions that repeat the one before
 * them and ways to a place and back, turns rings (shells counterclockwise, holes clockwise). It moves
 * no position, makes none up, and leaves what it cannot repair: validate what it gives.
 */
export function repairGeometry(geometry: Geometry): {
  readonly geometry: Geometry
  readonly repairs: readonly Repair[]
} {
  const counts = new Map<RepairKind, number>()
  const note = (kind: RepairKind, count: number) => {
    if (count > 0) counts.set(kind, (counts.get(kind) ?? 0) + count)
  }
  const repaired = repair(geometry, note)
  return { geometry: repaired, repairs: [...counts].map(([kind, count]) => ({ kind, count })) }
}

type Note = (kind: RepairKind, count: number) => void

function repair(geometry: Geometry, note: Note): Geometry {
  const rings = (of: Rings) =>
    of.map((ring, place) => repairRing(ring, { isHole: place > 0, note }))
  switch (geometry.type) {
    case 'Point':
    case 'MultiPoint':
      return geometry
    case 'LineString':
      return { type: 'LineString', coordinates: repairLine(geometry.coordinates, note) }
    case 'MultiLineString': {
      const lines = geometry.coordinates.map((line) => repairLine(line, note))
      return { type: 'MultiLineString', coordinates: lines }
    }
    case 'Polygon':
      return { type: 'Polygon', coordinates: rings(geometry.coordinates) }
    case 'MultiPolygon':
      return { type: 'MultiPolygon', coordinates: geometry.coordinates.map(rings) }
    case 'GeometryCollection': {
      const parts = geometry.geometries.map((part) => repair(part, note))
      return { type: 'GeometryCollection', geometries: parts }
    }
  }
}

function repairLine(line: Line, note: Note): Line {
  const kept = withoutRepeats(line)
  // A line without length is one still.
  if (kept.length < 2) return line
  note('repeated position', line.length - kept.length)
  return kept
}

function repairRing(
  ring: Ring,
  { isHole, note }: { readonly isHole: boolean; readonly note: Note },
): Ring {
  const [first] = ring
  if (first === undefined || !ring.every((position) => position.every(Number.isFinite))) return ring
  const wasClosed = isClosed(ring)
  const open = wasClosed ? ring.slice(0, -1) : ring
  const distinct = withoutRepeats(open)
  const kept = withoutSpikes(distinct)
  // What is left would enclose nothing.
  if (kept.length < 3) return ring
  note('ring closed', wasClosed ? 0 : 1)
  note('repeated position', open.length - distinct.length)
  note('spike', distinct.length - kept.length)
  const isRight = ringDirection(kept) !== (isHole ? 1 : -1)
  note('ring turned', isRight ? 0 : 1)
  const turned = isRight ? kept : [...kept].reverse()
  const [start = first] = turned
  return [...turned, start]
}

function withoutRepeats(line: Line): Position[] {
  return line.filter((position, place) => {
    const previous = line[place - 1]
    return previous === undefined || !isSamePosition(previous, position)
  })
}

/** Without each place from which a ring, given without its last position, goes back where it came from. */
function withoutSpikes(ring: readonly Position[]): readonly Position[] {
  const kept: Position[] = []
  for (const position of ring) {
    kept.push(position)
    while (endsInSpike(kept)) kept.splice(-2)
  }
  // Across the place where it begins.
  let from = 0
  let to = kept.length
  const at = (place: number) => kept[place] ?? [NaN, NaN]
  for (;;) {
    if (to - from >= 3 && isSamePlace(at(to - 1), at(from + 1))) from += 1
    else if (to - from >= 3 && isSamePlace(at(to - 2), at(from))) to -= 1
    else if (to - from >= 2 && isSamePosition(at(to - 1), at(from))) to -= 1
    else return kept.slice(from, to)
  }
}

// What comes back is dropped with the tip: the place itself stands there already.
function endsInSpike(kept: readonly Position[]): boolean {
  const before = kept.at(-3)
  const last = kept.at(-1)
  return before !== undefined && last !== undefined && isSamePlace(before, last)
}
