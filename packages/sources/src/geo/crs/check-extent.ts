import type { Geometry, Position } from '../geometry/geometry.ts'
import { positionsOf } from '../geometry/map-positions.ts'
import { epsgOf, knownCrs, otherZones, type KnownCrs } from './known-crs.ts'
import { createReproject, UnknownCrsError, type Reproject } from './reproject.ts'

/** What a geometry outside the extent is, most probably. */
export type ExtentCause =
  | 'axes swapped'
  /** Inside when read in another zone of the same datum. */
  | 'wrong zone'
  /** Declared as degrees. */
  | 'metres for degrees'
  /** Declared as metres. */
  | 'degrees for metres'
  | 'sign lost'
  /** Without the 500,000 m that UTM adds to x. */
  | 'no false easting'
  /** Without the 10,000,000 m that UTM adds to y in the south. */
  | 'no false northing'
  /** Zeros where nobody has measured. */
  | 'zeros'
  | 'unknown'

export type ExtentVerdict =
  | { readonly isInside: true }
  | {
      readonly isInside: false
      readonly cause: ExtentCause
      /** Systems in which it would be inside, for causes that name one. */
      readonly epsg: readonly number[]
    }

/** Says whether geometries are where they can be. Whether a zone is wrong shows only near its edges. */
export type CheckExtent = (geometry: Geometry) => ExtentVerdict

interface Extent {
  readonly west: number
  readonly east: number
  readonly south: number
  readonly north: number
}

/** Of Bolivia, with some 5 km around. */
export const bolivia: Extent = { west: -69.75, east: -57.35, south: -23.05, north: -9.55 }

/**
 * A check for coordinates of a system: longitude (or x) first. What they would be by the usual mistakes
 * is tried only for what is outside. Throws `UnknownCrsError`.
 */
export function createExtentCheck(epsg: number, extent: Extent = bolivia): CheckExtent {
  const crs = knownCrs(epsg)
  if (crs === undefined) throw new UnknownCrsError(epsg)
  const asDeclared = insideTest(epsg, extent)
  const guesses = guessesFor(crs, extent)
  return (geometry) => {
    if (everyPosition(geometry, asDeclared)) return { isInside: true }
    if (everyPosition(geometry, isZero)) return { isInside: false, cause: 'zeros', epsg: [] }
    for (const { cause, tests } of guesses) {
      const found = tests.filter(({ isInside }) => everyPosition(geometry, isInside))
      if (found.length === 0) continue
      const codes = found.flatMap((test) => (test.epsg === undefined ? [] : [test.epsg]))
      return { isInside: false, cause, epsg: codes }
    }
    return { isInside: false, cause: 'unknown', epsg: [] }
  }
}

interface Guess {
  readonly cause: ExtentCause
  readonly tests: readonly { readonly isInside: PositionTest; readonly epsg?: number }[]
}

type PositionTest = (position: Position) => boolean

// In the order in which they are believed.
function guessesFor(crs: KnownCrs, extent: Extent): readonly Guess[] {
  const declared = insideTest(crs.epsg, extent)
  const through = (change: (position: Position) => Position): PositionTest => {
    return (position) => declared(change(position))
  }
  const inZone = ({ epsg }: KnownCrs) => ({ isInside: insideTest(epsg, extent), epsg })
  const swap: Guess = { cause: 'axes swapped', tests: [{ isInside: through(([x, y]) => [y, x]) }] }
  const geographic = epsgOf(crs.datum)
  if (crs.zone === undefined) {
    const signs = [
      through(([x, y]) => [-Math.abs(x), -Math.abs(y)]),
      through(([x, y]) => [-Math.abs(y), -Math.abs(x)]),
    ]
    return [
      swap,
      { cause: 'sign lost', tests: signs.map((isInside) => ({ isInside })) },
      { cause: 'metres for degrees', tests: otherZones(crs).map(inZone) },
    ]
  }
  return [
    { cause: 'wrong zone', tests: otherZones(crs).map(inZone).map(withinZone) },
    swap,
    ...(geographic === undefined
      ? []
      : [
          {
            cause: 'degrees for metres' as const,
            tests: [{ isInside: insideTest(geographic, extent), epsg: geographic }],
          },
        ]),
    { cause: 'sign lost', tests: [{ isInside: through(([x, y]) => [Math.abs(x), Math.abs(y)]) }] },
    {
      cause: 'no false northing',
      tests: [{ isInside: through(([x, y]) => [x, y + falseNorthing]) }],
    },
    {
      cause: 'no false easting',
      tests: [{ isInside: through(([x, y]) => [x + falseEasting, y]) }],
    },
  ]
}

// Six degrees around 500,000, and a little more: what is farther was not written in any zone.
function withinZone<Test extends { readonly isInside: PositionTest }>(test: Test): Test {
  const isInside: PositionTest = (position) =>
    position[0] > 100_000 && position[0] < 900_000 && test.isInside(position)
  return { ...test, isInside }
}

const falseEasting = 500_000
const falseNorthing = 10_000_000

function insideTest(epsg: number, { west, east, south, north }: Extent): PositionTest {
  const convert = toDegrees(epsg)
  return (position) => {
    const place = convert(position)
    if (place === undefined) return false
    const [longitude, latitude] = place
    return longitude >= west && longitude <= east && latitude >= south && latitude <= north
  }
}

// What is far from where a projection is meant for wraps around to places that seem right.
const plausibleX = [-1_000_000, 2_000_000] as const
const plausibleY = [0, 10_000_000] as const

function toDegrees(epsg: number): (position: Position) => Position | undefined {
  const isProjected = knownCrs(epsg)?.zone !== undefined
  const reproject: Reproject = createReproject(epsg, 4326)
  return (position) => {
    const [x, y] = position
    const isPlausible = isProjected
      ? x > plausibleX[0] && x < plausibleX[1] && y > plausibleY[0] && y < plausibleY[1]
      : Math.abs(x) <= 180 && Math.abs(y) <= 90
    return isPlausible ? reproject(position) : undefined
  }
}

function isZero([x, y]: Position): boolean {
  return x === 0 && y === 0
}

function everyPosition(geometry: Geometry, test: PositionTest): boolean {
  for (const position of positionsOf(geometry)) if (!test(position)) return false
  return true
}
