import {
  writeGeojson,
  writeGeopackage,
  writeKml,
  writeKmz,
  writeShapefile,
  writeZippedShapefile,
  type SampleFeature,
  type SampleField,
  type SampleLayer,
  type SampleShapefile,
} from '@aaps-data/siirays'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Geometry } from '../../src/geo/geometry/geometry.ts'
import { anyGeometry, validPolygons } from './random-geometries.ts'
import { readWhole } from './read-whole.ts'

const fields: readonly SampleField[] = [
  { name: 'nombre', type: 'text' },
  { name: 'cantidad', type: 'integer' },
  { name: 'caudal', type: 'number', length: 30 },
  { name: 'activo', type: 'boolean' },
]

const latin1Text = fc
  .array(fc.integer({ min: 0x21, max: 0x17e }), { minLength: 1, maxLength: 20 })
  .map((codes) =>
    String.fromCharCode(...codes.map((code) => (code > 0x7e ? code - 0x7f + 0xa1 : code))),
  )
  .filter((text) => /^[\x21-\x7e\xa1-\xff]+$/.test(text))

const properties = fc.record({
  nombre: fc.option(latin1Text),
  cantidad: fc.option(fc.integer()),
  caudal: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
  activo: fc.option(fc.boolean()),
})

const featuresOf = (geometry: fc.Arbitrary<Geometry>): fc.Arbitrary<SampleFeature[]> =>
  fc.array(fc.record({ properties, geometry: fc.option(geometry) }), { minLength: 1, maxLength: 6 })

const layerOf = (features: readonly SampleFeature[]): SampleLayer => ({
  name: 'fuentes',
  epsg: 4326,
  fields,
  features,
})

describe('a file of features', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geo-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Null where a format has nothing for it. */
  const valuesOf = ({ properties: values }: SampleFeature) =>
    Object.fromEntries(
      fields.map(({ name }) => {
        const value = values[name] ?? null
        return [name, Object.is(value, -0) ? 0 : value]
      }),
    )

  const expectSame = async (
    path: string,
    features: readonly SampleFeature[],
    expected: (geometry: Geometry) => Geometry = (geometry) => geometry,
  ): Promise<void> => {
    const { features: read } = await readWhole(path)
    expect(read.map(({ number }) => number)).toStrictEqual(
      features.map((_each, place) => place + 1),
    )
    expect(read.map(({ faults }) => faults)).toStrictEqual(features.map(() => []))
    expect(read.map(({ geometry }) => geometry)).toStrictEqual(
      features.map(({ geometry }) => geometry && expected(geometry)),
    )
    const found = read.map((feature) =>
      Object.fromEntries(fields.map(({ name }) => [name, feature.properties.get(name) ?? null])),
    )
    expect(found).toStrictEqual(features.map(valuesOf))
  }

  it('gives back what was written to GeoJSON, alone or as a sequence', async () => {
    await fc.assert(
      fc.asyncProperty(featuresOf(anyGeometry), fc.boolean(), async (features, isSequence) => {
        const path = join(folder, 'a.geojson')
        await writeGeojson(path, { ...layerOf(features), isSequence })
        await expectSame(path, features)
      }),
      { numRuns: 60 },
    )
  })

  it('gives back what was written to KML and KMZ', async () => {
    await fc.assert(
      fc.asyncProperty(featuresOf(anyGeometry), fc.boolean(), async (features, isZipped) => {
        const path = join(folder, isZipped ? 'a.kmz' : 'a.kml')
        await (isZipped ? writeKmz : writeKml)(path, layerOf(features))
        await expectSame(path, features)
      }),
      { numRuns: 60 },
    )
  })

  it('gives back what was written to a GeoPackage', async () => {
    await fc.assert(
      fc.asyncProperty(featuresOf(anyGeometry), async (features) => {
        const path = join(folder, 'a.gpkg')
        await writeGeopackage(path, [layerOf(features)])
        await expectSame(path, features)
      }),
      { numRuns: 30 },
    )
  })

  const kinds: readonly (readonly [
    SampleShapefile['kind'],
    fc.Arbitrary<Geometry>,
    (geometry: Geometry) => Geometry,
  ])[] = [
    ['Point', anyGeometry.filter(({ type }) => type === 'Point'), (geometry) => geometry],
    ['MultiPoint', anyGeometry.filter(({ type }) => type === 'MultiPoint'), (geometry) => geometry],
    [
      'Polyline',
      anyGeometry.filter(({ type }) => type === 'LineString' || type === 'MultiLineString'),
      withoutPluralOfOne,
    ],
    ['Polygon', validPolygons, (geometry) => geometry],
  ]
  it.each(kinds)(
    'gives back what was written to a shapefile of %s',
    async (kind, geometry, expected) => {
      await fc.assert(
        fc.asyncProperty(
          featuresOf(geometry),
          fc.boolean(),
          fc.boolean(),
          fc.constantFrom('latin1' as const, 'utf8' as const),
          async (features, isZipped, hasMeasures, encoding) => {
            const hasHeights = features.some(({ geometry: each }) => each !== null && isHigh(each))
            const same = features.filter(
              ({ geometry: each }) => each === null || isHigh(each) === hasHeights,
            )
            const layer = { ...layerOf(same), kind, hasHeights, hasMeasures, encoding }
            const path = isZipped ? join(folder, 'a.zip') : await writeShapefile(folder, layer)
            if (isZipped) await writeZippedShapefile(path, [layer])
            await expectSame(path, same, expected)
          },
        ),
        { numRuns: 40 },
      )
    },
  )
})

function withoutPluralOfOne(geometry: Geometry): Geometry {
  const [only] = geometry.type === 'MultiLineString' ? geometry.coordinates : []
  return geometry.type === 'MultiLineString' && geometry.coordinates.length === 1 && only
    ? { type: 'LineString', coordinates: only }
    : geometry
}

function isHigh(geometry: Geometry): boolean {
  return /\[[^[\],]+,[^[\],]+,/.test(JSON.stringify(geometry))
}
