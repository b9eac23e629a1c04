import fc from 'fast-check'
import type { Geometry, Position, Ring, Rings } from '../../src/geo/geometry/geometry.ts'

/** Any number that a coordinate can be; no zero with a sign, which no format is asked to keep. */
export const anyCoordinate = fc
  .double({ min: -20_000_000, max: 20_000_000, noNaN: true })
  .map((value) => (value === 0 ? 0 : value))

const positionOf = (dimensions: 2 | 3): fc.Arbitrary<Position> =>
  dimensions === 2
    ? fc.tuple(anyCoordinate, anyCoordinate)
    : fc.tuple(anyCoordinate, anyCoordinate, anyCoordinate)

const ringOf = (position: fc.Arbitrary<Position>): fc.Arbitrary<Ring> =>
  fc
    .array(position, { minLength: 3, maxLength: 8 })
    .map((positions) => [...positions, positions[0] ?? [0, 0]])

const plural = <Part>(part: fc.Arbitrary<Part>): fc.Arbitrary<Part[]> =>
  fc.array(part, { minLength: 1, maxLength: 4 })

const simpleOf = (dimensions: 2 | 3): fc.Arbitrary<Geometry> => {
  const position = positionOf(dimensions)
  const line = fc.array(position, { minLength: 2, maxLength: 6 })
  const rings = fc.array(ringOf(position), { minLength: 1, maxLength: 3 })
  return fc.oneof(
    position.map((coordinates) => ({ type: 'Point' as const, coordinates })),
    plural(position).map((coordinates) => ({ type: 'MultiPoint' as const, coordinates })),
    line.map((coordinates) => ({ type: 'LineString' as const, coordinates })),
    plural(line).map((coordinates) => ({ type: 'MultiLineString' as const, coordinates })),
    rings.map((coordinates) => ({ type: 'Polygon' as const, coordinates })),
    plural(rings).map((coordinates) => ({ type: 'MultiPolygon' as const, coordinates })),
  )
}

/** Any geometry, whether it is valid or not. Collections have parts of different kinds. */
export const anyGeometry: fc.Arbitrary<Geometry> = fc.constantFrom(2, 3).chain((dimensions) => {
  const simple = simpleOf(dimensions === 2 ? 2 : 3)
  const point = positionOf(dimensions === 2 ? 2 : 3).map((coordinates) => ({
    type: 'Point' as const,
    coordinates,
  }))
  const line = fc
    .array(positionOf(dimensions === 2 ? 2 : 3), { minLength: 2, maxLength: 4 })
    .map((coordinates) => ({ type: 'LineString' as const, coordinates }))
  const collection = fc
    .tuple(point, line, simple)
    .map((geometries) => ({ type: 'GeometryCollection' as const, geometries }))
  return fc.oneof({ weight: 6, arbitrary: simple }, { weight: 1, arbitrary: collection })
})

/** A ring around a place, star-shaped, so that it does not meet itself. Clockwise. */
function starAround(x: number, y: number, radii: readonly number[]): Ring {
  const positions = radii.map((radius, place): Position => {
    const angle = (-2 * Math.PI * place) / radii.length
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
  })
  return [...positions, positions[0] ?? [x, y]]
}

const radiiBetween = (least: number, most: number) =>
  fc.array(fc.double({ min: least, max: most, noNaN: true }), { minLength: 4, maxLength: 12 })

/** A valid polygon within a square of 20 around a place: shells clockwise, holes not, as shapefiles have them. */
const polygonAround = (x: number, y: number): fc.Arbitrary<Rings> =>
  fc
    .tuple(radiiBetween(8, 10), fc.array(radiiBetween(0.5, 1), { maxLength: 4 }))
    .map(([shell, holes]) => [
      starAround(x, y, shell),
      ...holes.map((radii, place) => [...starAround(x - 3 + 2.1 * place, y, radii)].reverse()),
    ])

/** Valid polygons that are apart. */
export const validPolygons: fc.Arbitrary<Geometry> = fc
  .integer({ min: 1, max: 4 })
  .chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, place) =>
        polygonAround(500_000 + place * 30, 8_000_000),
      ),
    ),
  )
  .map((polygons): Geometry => {
    const [only] = polygons
    return polygons.length === 1 && only !== undefined
      ? { type: 'Polygon', coordinates: only }
      : { type: 'MultiPolygon', coordinates: polygons }
  })
