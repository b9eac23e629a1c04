import {
  boundsOfSample,
  positionsOfSample,
  type SampleGeometry,
  type SamplePosition,
} from './sample-layer.ts'

/** The kind of shape of all features of a shapefile. */
export type ShapeKind = 'Point' | 'MultiPoint' | 'Polyline' | 'Polygon'

export interface ShapeForm {
  readonly kind: ShapeKind
  readonly hasHeights: boolean
  readonly hasMeasures: boolean
}

const codes: Readonly<Record<ShapeKind, number>> = {
  Point: 1,
  Polyline: 3,
  Polygon: 5,
  MultiPoint: 8,
}

/** The number that stands for a kind of shape in the file. */
export function shapeCode({ kind, hasHeights, hasMeasures }: ShapeForm): number {
  if (hasHeights) return codes[kind] + 10
  return codes[kind] + (hasMeasures ? 20 : 0)
}

/** What a record of a shapefile has for a geometry: shells clockwise, holes counterclockwise. */
export function shapeRecord(geometry: SampleGeometry | null, form: ShapeForm): Buffer {
  if (geometry === null) return integers([0])
  const head = integers([shapeCode(form)])
  const parts = partsOf(geometry, form.kind)
  const positions = parts.flat()
  if (form.kind === 'Point') {
    const [[x, y, z = 0] = [0, 0]] = positions
    const more = [...(form.hasHeights ? [z] : []), ...(form.hasMeasures ? [0] : [])]
    return Buffer.concat([head, doubles([x, y, ...more])])
  }
  const starts: number[] = []
  let start = 0
  for (const part of parts) {
    starts.push(start)
    start += part.length
  }
  const counts =
    form.kind === 'MultiPoint' ? [positions.length] : [parts.length, positions.length, ...starts]
  const heights = positions.map(([, , z = 0]) => z)
  return Buffer.concat([
    head,
    doubles([...boundsOfSample(positionsOfSample(geometry))]),
    integers(counts),
    doubles(positions.flatMap(([x, y]) => [x, y])),
    form.hasHeights ? doubles([least(heights), most(heights), ...heights]) : Buffer.alloc(0),
    form.hasMeasures ? doubles([0, 0, ...positions.map(() => 0)]) : Buffer.alloc(0),
  ])
}

function partsOf(
  geometry: SampleGeometry,
  kind: ShapeKind,
): readonly (readonly SamplePosition[])[] {
  switch (geometry.type) {
    case 'Point':
      return kind === 'Point' || kind === 'MultiPoint' ? [[geometry.coordinates]] : misfit(geometry)
    case 'MultiPoint':
      return kind === 'MultiPoint' ? [geometry.coordinates] : misfit(geometry)
    case 'LineString':
      return kind === 'Polyline' ? [geometry.coordinates] : misfit(geometry)
    case 'MultiLineString':
      return kind === 'Polyline' ? geometry.coordinates : misfit(geometry)
    case 'Polygon':
      return kind === 'Polygon' ? turned(geometry.coordinates) : misfit(geometry)
    case 'MultiPolygon':
      return kind === 'Polygon' ? geometry.coordinates.flatMap(turned) : misfit(geometry)
    case 'GeometryCollection':
      return misfit(geometry)
  }
}

function misfit({ type }: SampleGeometry): never {
  throw new TypeError(`A ${type} is no shape of this shapefile`)
}

function turned(
  rings: readonly (readonly SamplePosition[])[],
): readonly (readonly SamplePosition[])[] {
  return rings.map((ring, place) => {
    const isClockwise = doubleArea(ring) < 0
    return isClockwise === (place === 0) ? ring : [...ring].reverse()
  })
}

function doubleArea(ring: readonly SamplePosition[]): number {
  const [[originX, originY] = [0, 0]] = ring
  return ring.reduce((sum, [x, y], place) => {
    const [nextX, nextY] = ring[place + 1] ?? [originX, originY]
    return sum + (x - originX) * (nextY - originY) - (nextX - originX) * (y - originY)
  }, 0)
}

function least(values: readonly number[]): number {
  return values.reduce((one, other) => Math.min(one, other), values[0] ?? 0)
}

function most(values: readonly number[]): number {
  return values.reduce((one, other) => Math.max(one, other), values[0] ?? 0)
}

function integers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [place, value] of values.entries()) bytes.writeInt32LE(value, place * 4)
  return bytes
}

function doubles(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8)
  for (const [place, value] of values.entries()) bytes.writeDoubleLE(value, place * 8)
  return bytes
}
