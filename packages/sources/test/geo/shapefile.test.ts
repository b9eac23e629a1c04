import {
  shapefileParts,
  writeShapefile,
  writeZippedShapefile,
  type SampleShapefile,
} from '@aaps-data/siirays'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GeoError } from '../../src/geo/geo-error.ts'
import { readWhole } from './read-whole.ts'

const square = (x: number, y: number, size: number, isClockwise = true) => {
  const ring = [
    [x, y],
    [x, y + size],
    [x + size, y + size],
    [x + size, y],
    [x, y],
  ] as [number, number][]
  return isClockwise ? ring : ring.reverse()
}

const points: SampleShapefile = {
  name: 'fuentes',
  kind: 'Point',
  epsg: 32719,
  fields: [
    { name: 'nombre', type: 'text', length: 12 },
    { name: 'caudal', type: 'number', length: 10, decimals: 3 },
    { name: 'codigo', type: 'integer', length: 20 },
    { name: 'desde', type: 'date' },
    { name: 'activa', type: 'boolean' },
  ],
  features: [
    {
      properties: { nombre: 'Ñuflo', caudal: 1.5, codigo: 7, desde: '2019-02-28', activa: true },
      geometry: { type: 'Point', coordinates: [500_000, 8_000_000] },
    },
    { properties: {}, geometry: null },
  ],
}

describe('a shapefile', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shapefile-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Writes the parts as they are, changed. */
  const write = async (
    layer: SampleShapefile,
    change: (parts: Map<string, Buffer>) => void = () => undefined,
  ): Promise<string> => {
    const parts = new Map(shapefileParts(layer))
    change(parts)
    const here = await mkdtemp(join(folder, 'layer-'))
    for (const [extension, bytes] of parts) {
      await writeFile(join(here, `${layer.name}.${extension}`), bytes)
    }
    return join(here, `${layer.name}.shp`)
  }
  const failureOf = async (work: Promise<unknown>): Promise<GeoError> => {
    const error = await work.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(GeoError)
    return error as GeoError
  }
  const change = (parts: Map<string, Buffer>, extension: string, edit: (bytes: Buffer) => Buffer) =>
    parts.set(extension, edit(Buffer.from(parts.get(extension) ?? Buffer.alloc(0))))

  it('has what its table says, and null for what is blank', async () => {
    const { file, features } = await readWhole(await write(points))
    expect(features.map(({ properties }) => Object.fromEntries(properties))).toStrictEqual([
      { nombre: 'Ñuflo', caudal: 1.5, codigo: 7, desde: '2019-02-28', activa: true },
      { nombre: null, caudal: null, codigo: null, desde: null, activa: null },
    ])
    expect(file.layers[0]?.crs?.epsg).toBe(32719)
    expect(file.layers[0]?.missing).toStrictEqual([])
  })

  it('keeps every digit of a number that a double does not', async () => {
    const path = await write(points, (parts) =>
      change(parts, 'dbf', (bytes) => {
        bytes.write('12345678901234567891', bytes.indexOf('                   7'), 'latin1')
        return bytes
      }),
    )
    const { features } = await readWhole(path)
    expect(features[0]?.properties.get('codigo')).toBe('12345678901234567891')
  })

  it('says which values its table has that are none of their type', async () => {
    const path = await write(points, (parts) =>
      change(parts, 'dbf', (bytes) => {
        bytes.write('20190230', bytes.indexOf('20190228'), 'latin1')
        bytes.write('1,5', bytes.indexOf('1.500'), 'latin1')
        return bytes
      }),
    )
    const { features } = await readWhole(path)
    expect(features[0]?.faults).toStrictEqual([
      { kind: 'not a number', value: '1,500', property: 'caudal' },
      { kind: 'not a date', value: '20190230', property: 'desde' },
    ])
  })

  it('takes asterisks for null, as GDAL does', async () => {
    const path = await write(points, (parts) =>
      change(parts, 'dbf', (bytes) => {
        bytes.write('*'.repeat(20), bytes.indexOf('                   7'), 'latin1')
        return bytes
      }),
    )
    const { features } = await readWhole(path)
    expect(features[0]?.properties.get('codigo')).toBeNull()
    expect(features[0]?.faults).toStrictEqual([])
  })

  it.each([
    [{ cpg: 'UTF-8', encoding: 'utf8' as const }, undefined, 'utf-8', 'file'],
    [{ cpg: '65001', encoding: 'utf8' as const }, 'latin-1' as const, 'utf-8', 'file'],
    [{ cpg: null, language: 0x57 }, 'utf-8' as const, 'windows-1252', 'file'],
    [{ cpg: null, encoding: 'utf8' as const }, 'utf-8' as const, 'utf-8', 'declared'],
    [{ cpg: null }, undefined, 'windows-1252', 'assumed'],
    [{ cpg: 'ANSI 1252' }, undefined, 'windows-1252', 'file'],
  ])('reads texts as %j with %s declared', async (writing, encoding, name, from) => {
    const path = await write({ ...points, ...writing })
    const { file, features } = await readWhole(path, encoding === undefined ? {} : { encoding })
    expect(features[0]?.properties.get('nombre')).toBe('Ñuflo')
    expect(file.layers[0]?.encoding).toStrictEqual({ name, from })
  })

  it('says which text is not in the encoding that the file names', async () => {
    const { features } = await readWhole(await write({ ...points, cpg: 'UTF-8' }))
    expect(features[0]?.faults).toStrictEqual([{ kind: 'not in the encoding', property: 'nombre' }])
    expect(features[0]?.properties.get('caudal')).toBe(1.5)
  })

  it('is refused when it names an encoding that is not read', async () => {
    const error = await failureOf(readWhole(await write({ ...points, cpg: 'EUC-KR' })))
    expect(error.kind).toBe('encoding')
  })

  it('tells what is missing beside it', async () => {
    const path = await write({ ...points, prj: null }, (parts) => {
      parts.delete('dbf')
      parts.delete('shx')
    })
    const { file, features } = await readWhole(path)
    expect(file.layers[0]?.missing).toStrictEqual(['.dbf', '.prj'])
    expect(file.layers[0]?.crs).toBeUndefined()
    expect(features[0]?.geometry).toStrictEqual({
      type: 'Point',
      coordinates: [500_000, 8_000_000],
    })
  })

  it('finds its parts whatever their capitals', async () => {
    const path = await writeShapefile(await mkdtemp(join(folder, 'layer-')), points)
    const upper = path.replace(/fuentes\.shp$/, 'FUENTES.SHP')
    await rename(path, upper)
    const { features } = await readWhole(upper)
    expect(features[0]?.properties.get('nombre')).toBe('Ñuflo')
  })

  it('leaves out a feature that its table has marked as deleted, and counts it', async () => {
    const path = await write(points, (parts) =>
      change(parts, 'dbf', (bytes) => {
        bytes.write('*', bytes.readUInt16LE(8), 'latin1')
        return bytes
      }),
    )
    const { features } = await readWhole(path)
    expect(features.map(({ number }) => number)).toStrictEqual([2])
  })

  it.each([
    ['more shapes than records', 'dbf'],
    ['more records than shapes', 'shp'],
  ])('ends with an error when there are %s', async (_case, shorter) => {
    const path = await write(points, (parts) => {
      const { features, ...layer } = points
      const short = shapefileParts({ ...layer, features: [...features].slice(0, 1) }).get(shorter)
      parts.set(shorter, short ?? Buffer.alloc(0))
    })
    const { kind, facts } = await failureOf(readWhole(path))
    expect([kind, facts.feature]).toStrictEqual(['damaged', 2])
  })

  it('has a layer for each shapefile of an archive', async () => {
    const path = join(folder, 'two.zip')
    await writeZippedShapefile(path, [points, { ...points, name: 'pozos' }])
    const { file } = await readWhole(path, { layer: 'pozos' })
    expect(file.layers.map(({ name }) => name)).toStrictEqual(['fuentes', 'pozos'])
    expect((await failureOf(readWhole(path))).kind).toBe('several layers')
    expect((await failureOf(readWhole(path, { layer: 'ríos' }))).kind).toBe('no layer')
  })

  const polygons = (coordinates: [number, number][][][]): SampleShapefile => ({
    ...points,
    kind: 'Polygon',
    features: [{ properties: {}, geometry: { type: 'MultiPolygon', coordinates } }],
  })

  it('gives a hole to the smallest shell around it', async () => {
    const island = square(40, 40, 20)
    const inIsland = square(45, 45, 10, false)
    const lake = square(20, 20, 60, false)
    const land = square(0, 0, 100)
    const path = await write(
      polygons([
        [island, lake],
        [land, inIsland],
      ]),
    )
    const { features } = await readWhole(path)
    expect(features[0]?.geometry).toStrictEqual({
      type: 'MultiPolygon',
      coordinates: [
        [island, inIsland],
        [land, lake],
      ],
    })
  })

  it('takes a hole without a shell around it for a shell', async () => {
    const far = square(500, 500, 10, false)
    const path = await write(polygons([[square(0, 0, 100), far]]))
    const { features } = await readWhole(path)
    expect(features[0]?.geometry).toStrictEqual({
      type: 'MultiPolygon',
      coordinates: [[square(0, 0, 100)], [far]],
    })
  })

  it('says which shape has a coordinate that is no number, and reads the others', async () => {
    const path = await write(
      { ...points, features: [...points.features, ...points.features] },
      (parts) =>
        change(parts, 'shp', (bytes) => {
          bytes.writeDoubleLE(NaN, 112)
          return bytes
        }),
    )
    const { features } = await readWhole(path)
    expect(features[0]).toMatchObject({
      geometry: null,
      faults: [{ kind: 'not finite', offset: 100 }],
    })
    expect(features[2]?.geometry).toStrictEqual({
      type: 'Point',
      coordinates: [500_000, 8_000_000],
    })
  })

  it.each([
    ['says more points than it has', 148, 1_000_000_000, 'damaged geometry'],
    ['says fewer than none', 148, -5, 'damaged geometry'],
    ['has a part that begins behind its end', 152, 77, 'damaged geometry'],
    ['is a multipatch', 108, 31, 'unsupported geometry'],
    ['is of no kind', 108, 99, 'damaged geometry'],
  ])('says which shape %s', async (_case, offset, value, kind) => {
    const path = await write(polygons([[square(0, 0, 9)]]), (parts) =>
      change(parts, 'shp', (bytes) => {
        bytes.writeInt32LE(value, offset)
        return bytes
      }),
    )
    const { features } = await readWhole(path)
    expect(features[0]).toMatchObject({ geometry: null, faults: [{ kind }] })
  })

  it('passes over a shape of more positions than one may have', async () => {
    const large = Buffer.alloc(25 * 1024 * 1024)
    const path = await write({ ...points, features: [...points.features].reverse() }, (parts) =>
      change(parts, 'shp', (bytes) => {
        // In place of the first one, which is null.
        bytes.writeInt32BE((bytes.length + large.length - 4) / 2, 24)
        bytes.writeInt32BE(large.length / 2, 104)
        return Buffer.concat([bytes.subarray(0, 108), large, bytes.subarray(112)])
      }),
    )
    const { features } = await readWhole(path)
    expect(features[0]).toMatchObject({
      geometry: null,
      faults: [{ kind: 'too complex', offset: 100 }],
    })
    expect(features[1]?.geometry).toStrictEqual({
      type: 'Point',
      coordinates: [500_000, 8_000_000],
    })
  })

  it.each([
    ['its head says more bytes than there are', 24, 1_000_000, 'damaged', 'truncated'],
    ['a record says that it is longer than the file', 104, 2_000_000, 'damaged', 'damaged'],
    ['a record says that it is shorter than nothing', 104, -8, 'damaged', 'damaged'],
    ['a record says two gigabytes', 104, 0x3fff_fff0, 'damaged', 'damaged'],
  ])('ends with an error when %s', async (_case, offset, value, ...kinds) => {
    const path = await write(points, (parts) =>
      change(parts, 'shp', (bytes) => {
        bytes.writeInt32BE(value, offset)
        return bytes
      }),
    )
    const { kind, facts } = await failureOf(readWhole(path))
    expect(kinds).toContain(kind)
    expect(facts.offset).toBeGreaterThanOrEqual(100)
  })
})
