import { writeGeopackage, type SampleLayer } from '@aaps-data/siirays'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Database } from 'node-sqlite3-wasm'
import { randomUUID } from 'node:crypto'
import { mkdtemp, open, readdir, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GeoError } from '../../src/geo/geo-error.ts'
import { readWhole } from './read-whole.ts'

const layer: SampleLayer = {
  name: 'fuentes',
  epsg: 32720,
  fields: [
    { name: 'nombre', type: 'text' },
    { name: 'caudal', type: 'number' },
    { name: 'codigo', type: 'integer' },
    { name: 'activa', type: 'boolean' },
    { name: 'desde', type: 'date' },
  ],
  features: [
    {
      id: 17,
      properties: { nombre: 'Ñuflo', caudal: 1.5, codigo: 7, activa: false, desde: '2019-02-28' },
      geometry: { type: 'Point', coordinates: [500_000, 8_000_000] },
    },
    { id: 18, properties: {}, geometry: null },
  ],
}

describe('a GeoPackage', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geopackage-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const write = async (...statements: readonly string[]): Promise<string> => {
    const path = join(folder, `${randomUUID()}.gpkg`)
    await writeGeopackage(path, [layer])
    const database = new Database(path)
    for (const statement of statements) database.exec(statement)
    database.close()
    return path
  }
  const failureOf = async (work: Promise<unknown>): Promise<GeoError> => {
    const error = await work.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(GeoError)
    return error as GeoError
  }

  it('has the values of its columns, and the key of a row as the id', async () => {
    const path = await write(`update fuentes set codigo = 9223372036854775807 where fid = 18`)
    const { file, features } = await readWhole(path)
    expect(
      features.map(({ id, properties }) => [id, Object.fromEntries(properties)]),
    ).toStrictEqual([
      ['17', { nombre: 'Ñuflo', caudal: 1.5, codigo: 7, activa: false, desde: '2019-02-28' }],
      [
        '18',
        { nombre: null, caudal: null, codigo: '9223372036854775807', activa: null, desde: null },
      ],
    ])
    expect(file.layers[0]).toMatchObject({ name: 'fuentes', crs: { epsg: 32720 } })
    expect(file.layers[0]?.fields).toStrictEqual(layer.fields)
  })

  it('leaves nothing beside it, and can be read twice at once', async () => {
    const path = await write()
    const before = await readdir(folder)
    await Promise.all([readWhole(path), readWhole(path)])
    expect(await readdir(folder)).toStrictEqual(before)
  })

  it.each([
    ['text', `'POINT (1 2)'`, 'damaged geometry'],
    ['no head', `x'0102'`, 'damaged geometry'],
    [
      'another head',
      `x'5850000100000000010100000000000000000000000000000000000000'`,
      'damaged geometry',
    ],
    ['an envelope of no kind', `x'4750000f00000000'`, 'damaged geometry'],
    ['the extended form', `x'4750002100000000'`, 'unsupported geometry'],
    ['a curve', `x'4750000100000000010800000000000000'`, 'unsupported geometry'],
    ['more points than bytes', `x'47500001000000000102000000ffffffff'`, 'damaged geometry'],
    [
      'bytes left over',
      `x'475000010000000001010000000000000000000000000000000000000000'`,
      'damaged geometry',
    ],
    [
      'an infinite number',
      `x'4750000100000000010100000000000000000000000000000000 00f07f'`.replace(' ', ''),
      'not finite',
    ],
    [
      'points for lines',
      `x'4750000100000000010500000001000000010100000000000000000000000000000000000000'`,
      'damaged geometry',
    ],
    [
      'collections in collections',
      `x'4750000100000000${'010700000001000000'.repeat(40)}'`,
      'too complex',
    ],
  ])('says which geometry is %s', async (_case, blob, kind) => {
    const { features } = await readWhole(
      await write(`update fuentes set geom = ${blob} where fid = 17`),
    )
    expect(features[0]).toMatchObject({ geometry: null, faults: [{ kind }] })
    expect(features[0]?.properties.get('nombre')).toBe('Ñuflo')
  })

  it.each([
    ['the flag of emptiness', `x'4750001100000000010100000000000000000000000000000000000000'`],
    ['no numbers', `x'47500001000000000101000000000000000000f87f000000000000f87f'`],
    ['no lines', `x'4750000100000000010500000000000000'`],
  ])('has null for a geometry with %s', async (_case, blob) => {
    const { features } = await readWhole(
      await write(`update fuentes set geom = ${blob} where fid = 17`),
    )
    expect(features[0]).toMatchObject({ geometry: null, faults: [] })
  })

  it.each([
    ['big-endian', `x'47500000000081a4 00000000 01 3ff0000000000000 4000000000000000'`, [1, 2]],
    [
      'with a height',
      `x'4750000100000000 01 e9030000 000000000000f03f 0000000000000040 0000000000000840'`,
      [1, 2, 3],
    ],
    [
      'with a measure',
      `x'4750000100000000 01 d1070000 000000000000f03f 0000000000000040 0000000000000840'`,
      [1, 2],
    ],
    [
      'with both',
      `x'4750000100000000 01 b90b0000 000000000000f03f 0000000000000040 0000000000000840 0000000000001040'`,
      [1, 2, 3],
    ],
    [
      'as PostGIS writes it',
      `x'4750000100000000 01 010000a0 e6100000 000000000000f03f 0000000000000040 0000000000000840'`,
      [1, 2, 3],
    ],
    [
      'behind an envelope',
      `x'4750000300000000 ${'0'.repeat(64)} 01 01000000 000000000000f03f 0000000000000040'`,
      [1, 2],
    ],
  ])('reads a point %s', async (_case, blob, coordinates) => {
    const plain = blob.replaceAll(' ', '')
    const { features } = await readWhole(
      await write(`update fuentes set geom = ${plain} where fid = 17`),
    )
    expect(features[0]).toMatchObject({ geometry: { type: 'Point', coordinates }, faults: [] })
  })

  it('does not run what the file says: views, virtual tables, generated columns', async () => {
    const endless = `create view fuentes as with recursive r(fid) as (select 1 union all select fid + 1 from r)
      select fid, null as geom from r`
    const view = await failureOf(readWhole(await write('drop table fuentes', endless)))
    expect(view.kind).toBe('unsupported')
    const path = await write(
      'alter table fuentes add column peso text generated always as (hex(zeroblob(1000000000))) virtual',
    )
    const { features } = await readWhole(path)
    expect(features[0]?.faults).toStrictEqual([{ kind: 'unsupported type', property: 'peso' }])
  })

  it('is refused while its log of writes is not in it', async () => {
    const path = await write()
    const file = await open(path, 'r+')
    await file.write(Buffer.from([2, 2]), 0, 2, 18)
    await file.close()
    expect((await failureOf(readWhole(path))).kind).toBe('unfinished')
  })

  it('is refused when it is cut off', async () => {
    const path = await write()
    await truncate(path, 8192)
    expect((await failureOf(readWhole(path))).kind).toBe('truncated')
  })

  it.each([
    ['no table of features', `delete from gpkg_contents`, 'no layers'],
    ['a table that is not there', `drop table fuentes`, 'unsupported'],
    ['no list of tables', `drop table gpkg_contents`, 'damaged'],
    ['another geometry column', `update gpkg_geometry_columns set column_name = 'g'`, 'damaged'],
  ])('is refused when it has %s', async (_case, statement, kind) => {
    expect((await failureOf(readWhole(await write(statement)))).kind).toBe(kind)
  })
})
