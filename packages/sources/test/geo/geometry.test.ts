import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { canonicalGeometry } from '../../src/geo/geometry/canonical-geometry.ts'
import type { Geometry, Position, Ring, Rings } from '../../src/geo/geometry/geometry.ts'
import { isSameShape } from '../../src/geo/geometry/is-same-shape.ts'
import { leastRotation } from '../../src/geo/geometry/least-rotation.ts'
import { mapPositions, positionsOf } from '../../src/geo/geometry/map-positions.ts'
import { repairGeometry } from '../../src/geo/geometry/repair-geometry.ts'
import { settleGeometry } from '../../src/geo/geometry/settle-geometry.ts'
import { validateGeometry } from '../../src/geo/geometry/validate-geometry.ts'
import { writeEwkb } from '../../src/geo/geometry/write-ewkb.ts'
import { writeGeojson } from '../../src/geo/geometry/write-geojson.ts'
import { decodeWkb } from '../../src/geo/geopackage/decode-wkb.ts'
import { createRandom } from '../excel/seeded-random.ts'
import { anyGeometry, validPolygons } from './random-geometries.ts'

/** The same shape as another program may write it. */
function rewritten(geometry: Geometry, seed: number): Geometry {
  const random = createRandom(seed)
  const shuffled = <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item) => ({ item, order: random(1_000_000) }))
      .sort((left, right) => left.order - right.order)
      .map(({ item }) => item)
  const repeated = (line: readonly Position[]) =>
    line.flatMap((position) => (random(4) === 0 ? [position, position] : [position]))
  const turned = (ring: Ring): Ring => {
    const open = ring.slice(0, -1)
    const start = random(open.length)
    const moved = [...open.slice(start), ...open.slice(0, start)]
    const direction = random(2) === 0 ? moved : moved.reverse()
    return repeated([...direction, direction[0] ?? [0, 0]])
  }
  const rings = ([shell = [], ...holes]: Rings) => [turned(shell), ...shuffled(holes.map(turned))]
  switch (geometry.type) {
    case 'Point':
      return geometry
    case 'MultiPoint':
      return { type: 'MultiPoint', coordinates: shuffled(geometry.coordinates) }
    case 'LineString':
      return { type: 'LineString', coordinates: repeated(geometry.coordinates) }
    case 'MultiLineString':
      return { type: 'MultiLineString', coordinates: shuffled(geometry.coordinates.map(repeated)) }
    case 'Polygon':
      return random(2) === 0
        ? { type: 'Polygon', coordinates: rings(geometry.coordinates) }
        : { type: 'MultiPolygon', coordinates: [rings(geometry.coordinates)] }
    case 'MultiPolygon':
      return { type: 'MultiPolygon', coordinates: shuffled(geometry.coordinates.map(rings)) }
    case 'GeometryCollection':
      return {
        type: 'GeometryCollection',
        geometries: shuffled(geometry.geometries.map((part) => rewritten(part, random(1_000)))),
      }
  }
}

const grid = { size: 0.01 }
const text = (geometry: Geometry, on = grid) => writeGeojson(canonicalGeometry(geometry, on))
const anyShape = fc.oneof(anyGeometry, validPolygons)

describe('canonicalGeometry', () => {
  it('is the same for every way to write a shape', () => {
    fc.assert(
      fc.property(anyShape, fc.nat(), (geometry, seed) => {
        expect(text(rewritten(geometry, seed))).toBe(text(geometry))
      }),
    )
  })

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(anyShape, fc.constantFrom(0.01, 1e-7, 0.5, 25, 0.3), (geometry, size) => {
        const once = text(geometry, { size })
        expect(text(JSON.parse(once) as Geometry, { size })).toBe(once)
      }),
    )
  })

  it('is the same under noise that moves no coordinate across a boundary of the grid', () => {
    fc.assert(
      fc.property(validPolygons, fc.nat(), (geometry, seed) => {
        const random = createRandom(seed)
        const onGrid = canonicalGeometry(geometry, grid)
        const noise = () => (random(1_001) / 1_000 - 0.5) * 0.0098
        const moved = mapPositions(onGrid, ([x, y]) => [x + noise(), y + noise()])
        // The last position of a ring moves with its first.
        expect(text(closedAgain(moved))).toBe(text(onGrid))
      }),
    )
  })

  it('is another for another shape', () => {
    fc.assert(
      fc.property(validPolygons, fc.nat(), (geometry, seed) => {
        const before = canonicalGeometry(geometry, grid)
        const moved = withOneMoved(before, seed, 0.01)
        expect(text(moved)).not.toBe(text(before))
      }),
    )
  })

  it('has shells counterclockwise from their least position, holes clockwise', () => {
    const geometry: Geometry = {
      type: 'Polygon',
      coordinates: [
        [
          [9, 9],
          [9, 0],
          [0, 0],
          [0, 9],
          [9, 9],
        ],
        [
          [2, 1],
          [2, 2],
          [1, 2],
          [1, 1],
          [2, 1],
        ],
      ],
    }
    expect(canonicalGeometry(geometry, { size: 1 })).toStrictEqual({
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [9, 0],
          [9, 9],
          [0, 9],
          [0, 0],
        ],
        [
          [1, 1],
          [1, 2],
          [2, 2],
          [2, 1],
          [1, 1],
        ],
      ],
    })
  })

  it('has decimals as short as the grid, and no zero with a sign', () => {
    const point: Geometry = { type: 'Point', coordinates: [-68.123456789, -0.00000001] }
    expect(canonicalGeometry(point, { size: 1e-7 })).toStrictEqual({
      type: 'Point',
      coordinates: [-68.1234568, 0],
    })
  })

  it('keeps the place of what the grid makes a place', () => {
    const ring: Ring = [
      [5.1, 5.1],
      [5.2, 5.1],
      [5.2, 5.2],
      [5.1, 5.1],
    ]
    const polygon: Geometry = { type: 'Polygon', coordinates: [ring] }
    expect(canonicalGeometry(polygon, { size: 1 })).toStrictEqual({
      type: 'Polygon',
      coordinates: [
        [
          [5, 5],
          [5, 5],
        ],
      ],
    })
    const line: Geometry = { type: 'LineString', coordinates: ring }
    expect(canonicalGeometry(line, { size: 1 })).toStrictEqual({
      type: 'LineString',
      coordinates: [
        [5, 5],
        [5, 5],
      ],
    })
  })

  it('has heights on a grid of their own', () => {
    const point: Geometry = { type: 'Point', coordinates: [1.26, 2, 3600.4] }
    expect(canonicalGeometry(point, { size: 0.1, height: 1 })).toStrictEqual({
      type: 'Point',
      coordinates: [1.3, 2, 3600],
    })
  })
})

/** With one of its places elsewhere. */
function withOneMoved(geometry: Geometry, seed: number, by: number): Geometry {
  const positions = [...positionsOf(geometry)]
  const chosen = String(positions[createRandom(seed)(positions.length)])
  return mapPositions(geometry, ([x, y]) => (String([x, y]) === chosen ? [x + by, y] : [x, y]))
}

/** With each ring's last position equal to its first. */
function closedAgain(geometry: Geometry): Geometry {
  const closed = (rings: Rings) => rings.map((ring) => [...ring.slice(0, -1), ring[0] ?? [0, 0]])
  if (geometry.type === 'Polygon') return { ...geometry, coordinates: closed(geometry.coordinates) }
  if (geometry.type === 'MultiPolygon') {
    return { ...geometry, coordinates: geometry.coordinates.map(closed) }
  }
  return geometry
}

describe('leastRotation', () => {
  it('is the least of all rotations', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { minLength: 1, maxLength: 12 }), (items) => {
        const all = items.map((_item, start) => [...items.slice(start), ...items.slice(0, start)])
        const least = all.map((each) => each.join('')).sort()[0]
        expect(leastRotation(items, (left, right) => left - right).join('')).toBe(least)
      }),
    )
  })
})

describe('isSameShape', () => {
  it('is true for every way to write a shape, and under noise within the tolerance', () => {
    fc.assert(
      fc.property(validPolygons, fc.nat(), (geometry, seed) => {
        const random = createRandom(seed)
        const noise = () => (random(1_001) / 1_000 - 0.5) * 0.019
        const moved = closedAgain(mapPositions(geometry, ([x, y]) => [x + noise(), y + noise()]))
        expect(isSameShape(geometry, rewritten(moved, seed), { plane: 0.01 })).toBe(true)
      }),
    )
  })

  it('is true for any geometry and itself, written in another way', () => {
    fc.assert(
      fc.property(anyGeometry, fc.nat(), (geometry, seed) => {
        expect(
          isSameShape(geometry, rewritten(geometry, seed), { plane: 1e-9, height: 1e-9 }),
        ).toBe(true)
      }),
    )
  })

  it('is false where a position, a hole or a part is another', () => {
    fc.assert(
      fc.property(validPolygons, fc.nat(), (geometry, seed) => {
        const moved = withOneMoved(geometry, seed, 0.02)
        expect(isSameShape(geometry, moved, { plane: 0.01 })).toBe(false)
      }),
    )
    const square: Ring = [
      [0, 0],
      [9, 0],
      [9, 9],
      [0, 9],
      [0, 0],
    ]
    const hole: Ring = [
      [1, 1],
      [1, 2],
      [2, 2],
      [1, 1],
    ]
    const polygon = (...rings: Ring[]): Geometry => ({ type: 'Polygon', coordinates: rings })
    expect(isSameShape(polygon(square, hole), polygon(square), { plane: 1 })).toBe(false)
    const point: Geometry = { type: 'Point', coordinates: [0, 0] }
    expect(isSameShape(polygon(square), point, { plane: 1 })).toBe(false)
    const points = (...coordinates: Position[]): Geometry => ({ type: 'MultiPoint', coordinates })
    const twice = points([0, 0], [0, 0])
    expect(isSameShape(twice, points([0, 0], [50, 50]), { plane: 1 })).toBe(false)
    const high: Geometry = { type: 'Point', coordinates: [0, 0, 1] }
    expect(isSameShape(high, point, { plane: 1, height: 5 })).toBe(false)
    expect(isSameShape(high, { type: 'Point', coordinates: [0, 0, 2] }, { plane: 1 })).toBe(false)
  })
})

describe('writeEwkb', () => {
  // As GEOS reads them.
  it.each([
    [{ type: 'Point', coordinates: [1, 2] }, '0101000020E6100000000000000000F03F0000000000000040'],
    [
      { type: 'Point', coordinates: [1, 2, 3] },
      '01010000A0E6100000000000000000F03F00000000000000400000000000000840',
    ],
    [
      { type: 'MultiPoint', coordinates: [[1, 2]] },
      '0104000020E6100000010000000101000000000000000000F03F0000000000000040',
    ],
  ] as [Geometry, string][])('writes %j as PostGIS has it', (geometry, hex) => {
    expect(writeEwkb(geometry, 4326)).toBe(hex)
  })

  it('is read back as the same geometry', () => {
    fc.assert(
      fc.property(anyGeometry, (geometry) => {
        expect(decodeWkb(Buffer.from(writeEwkb(geometry, 32719), 'hex'))).toStrictEqual(geometry)
      }),
    )
  })
})

describe('writeGeojson', () => {
  it('is read back as the same geometry', () => {
    fc.assert(
      fc.property(anyGeometry, (geometry) => {
        expect(JSON.parse(writeGeojson(geometry))).toStrictEqual(geometry)
      }),
    )
  })
})

const kindsOf = (geometry: Geometry) => validateGeometry(geometry).map(({ kind }) => kind)
const polygonOf = (...rings: Ring[]): Geometry => ({ type: 'Polygon', coordinates: rings })
const square = (x: number, y: number, size: number): Ring => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
]
const partsOf = (...parts: Rings[]): Geometry => ({ type: 'MultiPolygon', coordinates: parts })

describe('validateGeometry', () => {
  it('finds nothing in valid polygons, whatever the direction of their rings', () => {
    fc.assert(
      fc.property(validPolygons, fc.nat(), (geometry, seed) => {
        const flaws = kindsOf(rewritten(geometry, seed)).filter(
          (kind) => kind !== 'repeated position',
        )
        expect(flaws).toStrictEqual([])
      }),
    )
  })

  it.each([
    [
      'a bow tie',
      polygonOf([
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
        [0, 0],
      ]),
      ['ring meets itself'],
    ],
    [
      'a ring that touches itself',
      polygonOf([
        [0, 0],
        [4, 0],
        [2, 2],
        [4, 4],
        [0, 4],
        [2, 2],
        [0, 0],
      ]),
      ['ring meets itself'],
    ],
    [
      'a spike',
      polygonOf([
        [0, 0],
        [4, 0],
        [9, 0],
        [4, 0],
        [4, 4],
        [0, 0],
      ]),
      ['spike'],
    ],
    [
      'a ring that is not closed',
      polygonOf([
        [0, 0],
        [4, 0],
        [4, 4],
        [0, 4],
      ]),
      ['ring not closed'],
    ],
    [
      'a ring of two places',
      polygonOf([
        [0, 0],
        [4, 0],
        [0, 0],
        [0, 0],
      ]),
      ['repeated position', 'ring too short'],
    ],
    [
      'a ring of three positions',
      polygonOf([
        [0, 0],
        [4, 0],
        [0, 0],
      ]),
      ['ring too short'],
    ],
    [
      'a ring of one place',
      polygonOf([
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ]),
      ['line without length'],
    ],
    ['a hole outside', polygonOf(square(0, 0, 9), square(20, 20, 2)), ['hole outside shell']],
    ['a hole across the shell', polygonOf(square(0, 0, 9), square(8, 8, 2)), ['rings cross']],
    ['a hole along the shell', polygonOf(square(0, 0, 9), square(0, 3, 2)), ['rings cross']],
    [
      'a hole in a hole',
      polygonOf(square(0, 0, 9), square(1, 1, 7), square(2, 2, 2)),
      ['hole in hole'],
    ],
    [
      'a hole that touches the shell',
      polygonOf(square(0, 0, 9), [
        [0, 4],
        [2, 3],
        [2, 5],
        [0, 4],
      ]),
      [],
    ],
    ['holes that touch', polygonOf(square(0, 0, 9), square(1, 1, 2), square(3, 3, 2)), []],
    [
      'a coordinate that is no number',
      polygonOf([
        [0, 0],
        [NaN, 0],
        [1, 1],
        [0, 0],
      ]),
      ['not finite'],
    ],
    ['parts apart', partsOf([square(0, 0, 9)], [square(20, 0, 9)]), []],
    ['parts that cross', partsOf([square(0, 0, 9)], [square(5, 5, 9)]), ['parts overlap']],
    ['a part in a part', partsOf([square(0, 0, 9)], [square(2, 2, 2)]), ['parts overlap']],
    ['the same part twice', partsOf([square(0, 0, 9)], [square(0, 0, 9)]), ['parts overlap']],
    [
      'a part in the hole of a part',
      partsOf([square(0, 0, 9), square(2, 2, 4)], [square(3, 3, 2)]),
      [],
    ],
    [
      'a part that fills the hole',
      partsOf([square(0, 0, 9), square(2, 2, 4)], [square(2, 2, 4)]),
      ['parts share border'],
    ],
    [
      'parts that share a border',
      partsOf([square(0, 0, 9)], [square(9, 0, 9)]),
      ['parts share border'],
    ],
    [
      'parts that share some of a border',
      partsOf([square(0, 0, 9)], [square(9, 3, 3)]),
      ['parts share border'],
    ],
    ['parts that share a corner', partsOf([square(0, 0, 9)], [square(9, 9, 9)]), []],
    [
      'a part inscribed in another',
      partsOf(
        [square(0, 0, 8)],
        [
          [
            [4, 0],
            [8, 4],
            [4, 8],
            [0, 4],
            [4, 0],
          ],
        ],
      ),
      ['parts overlap'],
    ],
    [
      'a part across the corners of another',
      partsOf(
        [square(0, 0, 8)],
        [
          [
            [-4, -4],
            [12, 12],
            [12, -4],
            [-4, -4],
          ],
        ],
      ),
      ['parts overlap'],
    ],
    [
      'a line without length',
      {
        type: 'LineString',
        coordinates: [
          [1, 1],
          [1, 1],
        ],
      },
      ['line without length'],
    ],
    [
      'a line that repeats',
      {
        type: 'LineString',
        coordinates: [
          [1, 1],
          [1, 1],
          [2, 2],
        ],
      },
      ['repeated position'],
    ],
    [
      'a line that crosses itself',
      {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [2, 2],
          [2, 0],
          [0, 2],
        ],
      },
      [],
    ],
    ['a point at infinity', { type: 'Point', coordinates: [Infinity, 0] }, ['not finite']],
  ] as [string, Geometry, string[]][])('says of %s what it is', (_case, geometry, kinds) => {
    expect([...new Set(kindsOf(geometry))]).toStrictEqual(kinds)
  })

  it('finds what trying each pair of edges finds', () => {
    const position = fc.tuple(fc.nat(6), fc.nat(6))
    fc.assert(
      fc.property(fc.array(position, { minLength: 3, maxLength: 7 }), (open) => {
        const ring: Ring = [...open, open[0] ?? [0, 0]]
        const isSimple = !kindsOf(polygonOf(ring)).some((kind) => kind !== 'repeated position')
        expect(isSimple).toBe(isSimpleRing(ring))
      }),
      { numRuns: 3_000 },
    )
  })

  it('finds overlaps of triangles where no edge of either is between them', () => {
    const triangle = fc
      .array(fc.tuple(fc.nat(6), fc.nat(6)), { minLength: 3, maxLength: 3 })
      .map((open): Ring => [...open, open[0] ?? [0, 0]])
      .filter((ring) => isSimpleRing(ring))
    fc.assert(
      fc.property(triangle, triangle, (one, other) => {
        const areApart = isBetweenThem(one, other) || isBetweenThem(other, one)
        expect(kindsOf(partsOf([one], [other])).includes('parts overlap')).toBe(!areApart)
      }),
      { numRuns: 5_000 },
    )
  })

  it('ends for a ring of many positions, and for one that was made to take long', () => {
    const circle = Array.from({ length: 20_000 }, (_, place): Position => {
      const angle = (2 * Math.PI * place) / 20_000
      return [Math.cos(angle), Math.sin(angle)]
    })
    expect(kindsOf(polygonOf([...circle, circle[0] ?? [0, 0]]))).toStrictEqual([])
    // Lines side by side, from one diagonal to another: all of their boxes meet, and none of them.
    const count = 10_000
    const far = 1_000_000
    const comb = Array.from({ length: count }, (_, place): Position[] => {
      const ends: Position[] = [
        [place, -place],
        [place + far, far - place],
      ]
      return place % 2 === 0 ? ends : ends.reverse()
    }).flat()
    const start: Position = [-far, -far]
    expect(kindsOf(polygonOf([start, ...comb, start]))).toStrictEqual(['too complex'])
    expect(kindsOf(polygonOf([start, ...comb.slice(0, 200), start]))).toStrictEqual([])
  })
})

/** By trying each pair of edges, in whole numbers. */
function isSimpleRing(ring: Ring): boolean {
  const edges = ring.slice(1).flatMap((position, place) => {
    const previous = ring[place] ?? position
    const isSame = previous[0] === position[0] && previous[1] === position[1]
    return isSame ? [] : [[previous, position] as const]
  })
  if (edges.length < 3) return false
  const side = (a: Position, b: Position, c: Position) =>
    Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]))
  const isOn = (a: Position, b: Position, c: Position) =>
    side(a, b, c) === 0 &&
    c[0] >= Math.min(a[0], b[0]) &&
    c[0] <= Math.max(a[0], b[0]) &&
    c[1] >= Math.min(a[1], b[1]) &&
    c[1] <= Math.max(a[1], b[1])
  return edges.every(([a, b], place) =>
    edges.every(([c, d], other) => {
      if (other <= place) return true
      const isNext = other === place + 1
      const isPrevious = place === 0 && other === edges.length - 1
      // Neighbours share one end, and may share nothing else.
      if (isNext || isPrevious) {
        const [free, fixed] = isNext ? [d, a] : [c, b]
        return !isOn(a, b, free) && !isOn(c, d, fixed)
      }
      const doCross = side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)
      return !doCross && !isOn(a, b, c) && !isOn(a, b, d) && !isOn(c, d, a) && !isOn(c, d, b)
    }),
  )
}

/** Whether an edge of a triangle has all of the other on its outer side. */
function isBetweenThem(triangle: Ring, other: Ring): boolean {
  return triangle.slice(1).some((b, place) => {
    const a = triangle[place] ?? b
    const side = ([x, y]: Position) =>
      Math.sign((b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1]))
    const inner = triangle.map(side).find((each) => each !== 0) ?? 0
    return other.every((position) => side(position) !== inner)
  })
}

describe('settleGeometry', () => {
  const open = polygonOf([
    [0, 0],
    [9, 0],
    [9, 0],
    [9, 9],
  ])
  const bowTie = polygonOf([
    [0, 0],
    [2, 2],
    [2, 0],
    [0, 2],
    [0, 0],
  ])

  it('refuses what is not valid where that is declared, and leaves it as it is', () => {
    const settled = settleGeometry(open, 'refuse')
    expect(settled).toMatchObject({
      geometry: open,
      repairs: [],
      flaws: [{ kind: 'ring not closed' }],
    })
    const repeated: Geometry = {
      type: 'LineString',
      coordinates: [
        [0, 0],
        [0, 0],
        [1, 1],
      ],
    }
    expect(settleGeometry(repeated, 'refuse')).toStrictEqual({
      geometry: repeated,
      repairs: [],
      flaws: [],
    })
  })

  it('repairs what has one way to be right, and refuses the rest', () => {
    expect(settleGeometry(open, 'repair')).toStrictEqual({
      geometry: polygonOf([
        [0, 0],
        [9, 0],
        [9, 9],
        [0, 0],
      ]),
      repairs: [
        { kind: 'ring closed', count: 1 },
        { kind: 'repeated position', count: 1 },
      ],
      flaws: [],
    })
    expect(settleGeometry(bowTie, 'repair').flaws).toMatchObject([{ kind: 'ring meets itself' }])
  })
})

describe('repairGeometry', () => {
  it('closes rings, drops what repeats and what goes nowhere, turns rings, and tells it', () => {
    const geometry = polygonOf(
      [
        [0, 0],
        [0, 9],
        [0, 9],
        [9, 9],
        [12, 12],
        [9, 9],
        [9, 0],
      ],
      square(1, 1, 2),
    )
    expect(repairGeometry(geometry)).toStrictEqual({
      geometry: polygonOf(
        [
          [9, 0],
          [9, 9],
          [0, 9],
          [0, 0],
          [9, 0],
        ],
        [
          [1, 3],
          [3, 3],
          [3, 1],
          [1, 1],
          [1, 3],
        ],
      ),
      repairs: [
        { kind: 'ring closed', count: 1 },
        { kind: 'repeated position', count: 1 },
        { kind: 'spike', count: 2 },
        { kind: 'ring turned', count: 2 },
      ],
    })
  })

  it('drops a spike across the place where a ring begins', () => {
    const geometry = polygonOf([
      [-5, 0],
      [0, 0],
      [9, 0],
      [9, 9],
      [0, 0],
      [-5, 0],
    ])
    const { geometry: repaired } = repairGeometry(geometry)
    expect(kindsOf(repaired)).toStrictEqual([])
    expect(repaired).toStrictEqual(
      polygonOf([
        [0, 0],
        [9, 0],
        [9, 9],
        [0, 0],
      ]),
    )
  })

  it('leaves what it cannot repair', () => {
    const bowTie = polygonOf([
      [0, 0],
      [2, 2],
      [2, 0],
      [0, 2],
      [0, 0],
    ])
    expect(kindsOf(repairGeometry(bowTie).geometry)).toStrictEqual(['ring meets itself'])
    const flat = polygonOf([
      [0, 0],
      [4, 0],
      [0, 0],
      [4, 0],
    ])
    expect(repairGeometry(flat)).toStrictEqual({ geometry: flat, repairs: [] })
  })

  it('makes any way to write a valid polygon valid, with the same shape and no position of its own', () => {
    fc.assert(
      fc.property(validPolygons, fc.nat(), fc.boolean(), (geometry, seed, isOpen) => {
        const written = rewritten(geometry, seed)
        const open = (rings: Rings) => rings.map((ring) => ring.slice(0, -1))
        const damaged: Geometry =
          written.type === 'MultiPolygon' && isOpen
            ? { type: 'MultiPolygon', coordinates: written.coordinates.map(open) }
            : written
        const { geometry: repaired } = repairGeometry(damaged)
        expect(kindsOf(repaired)).toStrictEqual([])
        expect(text(repaired)).toBe(text(geometry))
        const known = new Set([...positionsOf(geometry)].map(String))
        expect([...positionsOf(repaired)].every((position) => known.has(String(position)))).toBe(
          true,
        )
      }),
    )
  })

  it('has nothing to do twice', () => {
    fc.assert(
      fc.property(anyGeometry, (geometry) => {
        const { geometry: once } = repairGeometry(geometry)
        expect(repairGeometry(once)).toStrictEqual({ geometry: once, repairs: [] })
      }),
    )
  })
})
