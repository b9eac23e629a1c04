import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Feature } from '../../src/geo/feature.ts'
import { readWhole } from './read-whole.ts'

interface GdalFeature {
  readonly properties: Readonly<Record<string, unknown>>
  readonly geometry: unknown
}

describe('a file that GDAL has written', () => {
  const fixtures = join(__dirname, 'gdal')
  const ofGdal = async (name: string): Promise<readonly GdalFeature[]> => {
    const text = await readFile(join(fixtures, name), 'utf8')
    return (JSON.parse(text) as { features: GdalFeature[] }).features
  }
  let folder: string
  let geopackage: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gdal-'))
    geopackage = join(folder, 'red.gpkg')
    await writeFile(geopackage, gunzipSync(await readFile(join(fixtures, 'red.gpkg.gz'))))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const plain = (features: readonly Feature[]) =>
    features.map(({ properties, geometry }) => ({
      properties: Object.fromEntries(properties),
      geometry,
    }))
  // GDAL writes dates with slashes, and shells as RFC 7946 or as the file has them.
  const expected = (features: readonly GdalFeature[]) =>
    features.map(({ properties, geometry }) => ({
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [
          name,
          typeof value === 'string' ? value.replaceAll('/', '-') : value,
        ]),
      ),
      geometry,
    }))

  it('is read as GDAL reads it when it is a shapefile', async () => {
    const path = join(fixtures, 'shapefiles.zip')
    const areas = await readWhole(path, { layer: 'areas' })
    expect(plain(areas.features)).toStrictEqual(expected(await ofGdal('areas.geojson')))
    const pipes = await readWhole(path, { layer: 'tuberias' })
    expect(plain(pipes.features)).toStrictEqual(expected(await ofGdal('tuberias.geojson')))
    expect(
      areas.file.layers.map(({ name, crs, encoding }) => [name, crs?.epsg, encoding]),
    ).toStrictEqual([
      ['areas', 32719, { name: 'windows-1252', from: 'file' }],
      ['tuberias', 4326, { name: 'utf-8', from: 'file' }],
    ])
  })

  it('is read as GDAL reads it when it is a GeoPackage', async () => {
    const areas = await readWhole(geopackage, { layer: 'areas' })
    expect(plain(areas.features).map(({ properties }) => properties)).toStrictEqual(
      expected(await ofGdal('areas.geojson')).map(({ properties }) => properties),
    )
    const pipes = await readWhole(geopackage, { layer: 'tuberias' })
    expect(plain(pipes.features)).toStrictEqual(expected(await ofGdal('tuberias.geojson')))
    expect(pipes.features.map(({ id }) => id)).toStrictEqual(['1', '2'])
    expect(areas.file.layers.map(({ name, crs }) => [name, crs?.epsg])).toStrictEqual([
      ['areas', 32719],
      ['tuberias', 4326],
    ])
  })

  it.each(['tuberias.kml', 'tuberias.kmz'])(
    'is read as GDAL reads it when it is %s',
    async (name) => {
      const { features } = await readWhole(join(fixtures, name))
      const geometries = (await ofGdal('tuberias.geojson')).map(({ geometry }) => geometry)
      expect(features.map(({ geometry }) => geometry)).toStrictEqual(geometries)
      expect(features.map(({ properties }) => properties.get('n'))).toStrictEqual([1, 2])
    },
  )
})
