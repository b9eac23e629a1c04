import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { GeoError } from '../../src/geo/geo-error.ts'
import { readWhole } from './read-whole.ts'

const kml = (inner: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">${inner}</kml>`
const point = '<Point><coordinates>-68.1,-16.5,3600</coordinates></Point>'

describe('a KML file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kml-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const read = async (text: string | Buffer) => {
    const path = join(folder, 'a.kml')
    await writeFile(path, text)
    return readWhole(path)
  }
  const pack = async (parts: Readonly<Record<string, string>>) => {
    const zip = new ZipFile()
    for (const [name, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), name)
    zip.end()
    const path = join(folder, 'a.kmz')
    await pipeline(zip.outputStream, createWriteStream(path))
    return path
  }
  const failureOf = async (work: Promise<unknown>): Promise<GeoError> => {
    const error = await work.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(GeoError)
    return error as GeoError
  }
  const geometryOf = async (xml: string) => {
    const { features } = await read(kml(`<Placemark>${xml}</Placemark>`))
    return features[0]
  }

  it('has the name, the description, the data and the folders of a Placemark', async () => {
    const { file, features } = await read(
      kml(`<Document><name>Fuentes</name><Schema name="s"><SimpleField name="caudal" type="double"/>
        <SimpleField name="activa" type="bool"/></Schema>
        <Folder><name>La Paz</name><Style><name>no</name></Style><Folder><name>El Alto</name>
        <Placemark id="p1"><name> Milluni </name><description><![CDATA[<b>agua</b>]]></description>
        <LookAt><longitude>1</longitude></LookAt><TimeStamp><when>2020-01-02</when></TimeStamp>
        <ExtendedData><Data name="tipo"><displayName>Tipo</displayName><value>vertiente</value></Data>
        <SchemaData><SimpleData name="caudal">1.50</SimpleData><SimpleData name="activa">1</SimpleData>
        </SchemaData></ExtendedData>${point}</Placemark></Folder></Folder>
        <Placemark><name/></Placemark></Document>`),
    )
    expect(features).toStrictEqual([
      {
        number: 1,
        id: 'p1',
        properties: new Map<string, unknown>([
          ['name', 'Milluni'],
          ['description', '<b>agua</b>'],
          ['when', '2020-01-02'],
          ['tipo', 'vertiente'],
          ['caudal', 1.5],
          ['activa', true],
          ['folder', 'La Paz/El Alto'],
        ]),
        geometry: { type: 'Point', coordinates: [-68.1, -16.5, 3600] },
        faults: [],
      },
      { number: 2, properties: new Map([['name', null]]), geometry: null, faults: [] },
    ])
    expect(file.layers[0]).toMatchObject({ name: 'Fuentes', crs: { epsg: 4326 } })
    expect(file.layers[0]?.fields).toContainEqual({ name: 'caudal', type: 'number' })
  })

  it('says which value is not of the type that the schema declares', async () => {
    const { features } = await read(
      kml(`<Document><Schema><SimpleField name="n" type="int"/></Schema><Placemark><ExtendedData><SchemaData>
        <SimpleData name="n">1,5</SimpleData></SchemaData></ExtendedData></Placemark></Document>`),
    )
    expect(features[0]?.faults).toStrictEqual([
      { kind: 'not a number', property: 'n', value: '1,5' },
    ])
  })

  it.each([
    ['<Point><coordinates> 1,2 </coordinates></Point>', { type: 'Point', coordinates: [1, 2] }],
    [
      '<Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 4,0 4,4 0,0</coordinates></LinearRing></outerBoundaryIs>' +
        '<innerBoundaryIs><LinearRing><coordinates>1,1 2,1 2,2 1,1</coordinates></LinearRing></innerBoundaryIs></Polygon>',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [4, 0],
            [4, 4],
            [0, 0],
          ],
          [
            [1, 1],
            [2, 1],
            [2, 2],
            [1, 1],
          ],
        ],
      },
    ],
    [
      '<LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing>',
      {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      },
    ],
    [
      `<MultiGeometry><Point><coordinates>1,2</coordinates></Point><MultiGeometry><Point><coordinates>3,4</coordinates></Point>
       </MultiGeometry></MultiGeometry>`,
      {
        type: 'GeometryCollection',
        geometries: [
          { type: 'Point', coordinates: [1, 2] },
          { type: 'MultiPoint', coordinates: [[3, 4]] },
        ],
      },
    ],
    [
      '<LineString><coordinates>1,2\n3,4,5</coordinates></LineString>',
      {
        type: 'LineString',
        coordinates: [
          [1, 2, 0],
          [3, 4, 5],
        ],
      },
    ],
    ['<Point><coordinates></coordinates></Point>', null],
    ['<MultiGeometry/>', null],
  ])('has the geometry of %s', async (xml, geometry) => {
    expect(await geometryOf(xml)).toMatchObject({ geometry, faults: [] })
  })

  it.each([
    ['<Point><coordinates>1</coordinates></Point>', 'damaged geometry'],
    ['<Point><coordinates>1,b</coordinates></Point>', 'damaged geometry'],
    ['<Point><coordinates>1, 2</coordinates></Point>', 'damaged geometry'],
    ['<Point><coordinates>NaN,2</coordinates></Point>', 'not finite'],
    ['<Point><coordinates>1e999,2</coordinates></Point>', 'not finite'],
    ['<Track><when>2020</when></Track>', 'unsupported geometry'],
    [`${'<MultiGeometry>'.repeat(40)}${point}${'</MultiGeometry>'.repeat(40)}`, 'too complex'],
  ])('says that %s is no geometry', async (xml, kind) => {
    expect(await geometryOf(xml)).toMatchObject({ geometry: null, faults: [{ kind }] })
  })

  it('says which geometry has more positions than memory is given for', async () => {
    const many = `<LineString><coordinates>${'0,0 '.repeat(1_000_001)}</coordinates></LineString>`
    expect(await geometryOf(many)).toMatchObject({
      geometry: null,
      faults: [{ kind: 'too complex' }],
    })
    const long = `<LineString><coordinates>${' '.repeat(17 * 1024 * 1024)}</coordinates></LineString>`
    expect(await geometryOf(long)).toMatchObject({
      geometry: null,
      faults: [{ kind: 'too complex' }],
    })
  })

  it('is read in the encoding that it declares', async () => {
    const text = kml('<Placemark><name>Ñuflo</name></Placemark>')
    const latin1 = Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1')
    expect((await read(latin1)).features[0]?.properties.get('name')).toBe('Ñuflo')
    expect((await failureOf(read(Buffer.from(text, 'latin1')))).kind).toBe('encoding')
    expect((await failureOf(read(text.replace('UTF-8', 'EUC-KR')))).kind).toBe('encoding')
  })

  it('has a layer for each document of an archive that has Placemarks', async () => {
    const link = '<NetworkLink><Link><href>https://example.org/a.kml</href></Link></NetworkLink>'
    const path = await pack({
      'doc.kml': kml(`<Document><name>Índice</name>${link}</Document>`),
      'files/a.png': 'x',
      'layers/pozos.kml': kml(
        `<Document><name>Pozos</name><Placemark>${point}</Placemark></Document>`,
      ),
    })
    const { file, features } = await readWhole(path)
    expect(file.layers.map(({ name }) => name)).toStrictEqual(['Pozos'])
    expect(features).toHaveLength(1)
  })

  it('tells documents of one name in an archive apart', async () => {
    const text = kml(`<Document><name>Pozos</name><Placemark>${point}</Placemark></Document>`)
    const { file } = await readWhole(await pack({ 'a.kml': text, 'b.kml': text }), {
      layer: 'a.kml',
    })
    expect(file.layers.map(({ name }) => name)).toStrictEqual(['a.kml', 'b.kml'])
  })

  const laughs = `<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>`
  it.each([
    [
      'with entities of its own',
      `<?xml version="1.0"?>${laughs}<kml><Placemark><name>&b;</name></Placemark></kml>`,
      'hostile',
    ],
    ['nested without end', `<kml>${'<a>'.repeat(100_000)}`, 'hostile'],
    ['cut off', kml(`<Placemark>${point}</Placemark>`).slice(0, -10), 'truncated'],
    ['no XML', '<kml><a></b></kml>', 'damaged'],
    ['of another kind', '<svg></svg>', 'unknown format'],
  ])('is refused when it is %s', async (_case, text, kind) => {
    expect((await failureOf(read(text))).kind).toBe(kind)
  })
})
