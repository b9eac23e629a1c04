import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { exactNumber } from '../../src/geo/exact-number.ts'
import { GeoError } from '../../src/geo/geo-error.ts'
import { jsonText, parseJson, type JsonValue } from '../../src/geo/geojson/parse-json.ts'
import { readWhole } from './read-whole.ts'

const point = '{"type":"Point","coordinates":[-68.1,-16.5]}'
const feature = (properties: string, geometry = point) =>
  `{"type":"Feature","properties":${properties},"geometry":${geometry}}`
const collection = (features: readonly string[], more = '') =>
  `{"type":"FeatureCollection",${more}"features":[${features.join(',')}]}`

describe('a file of GeoJSON', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geojson-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const read = async (text: string | Buffer, options: Parameters<typeof readWhole>[1] = {}) => {
    const path = join(folder, 'a.geojson')
    await writeFile(path, text)
    return readWhole(path, options)
  }
  const failureOf = async (text: string | Buffer): Promise<GeoError> => {
    const error = await read(text).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(GeoError)
    return error as GeoError
  }

  it('has properties with every digit, and lists and objects as JSON', async () => {
    const { file, features } = await read(
      collection([
        feature('{"a":12345678901234567890,"b":0.1,"c":[1,{"d":1.23456789012345678901}],"e":true}'),
        feature('{"a":1,"b":2,"f":null,"__proto__":"x"}'),
      ]),
    )
    expect(features.map(({ properties }) => [...properties])).toStrictEqual([
      [
        ['a', '12345678901234567890'],
        ['b', 0.1],
        ['c', '[1,{"d":1.23456789012345678901}]'],
        ['e', true],
      ],
      [
        ['a', 1],
        ['b', 2],
        ['f', null],
        ['__proto__', 'x'],
      ],
    ])
    expect(file.layers[0]?.fields).toStrictEqual([
      { name: 'a', type: 'integer' },
      { name: 'b', type: 'number' },
      { name: 'c', type: 'json' },
      { name: 'e', type: 'boolean' },
      { name: 'f', type: 'text' },
      { name: '__proto__', type: 'text' },
    ])
  })

  it.each([
    ['', 4326],
    ['"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32719"}},', 32719],
    ['"crs":{"type":"name","properties":{"name":"EPSG:32720"}},', 32720],
    ['"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},', 4326],
    ['"crs":{"type":"name","properties":{"name":"local"}},', undefined],
  ])('has the coordinates that its members %s name', async (members, epsg) => {
    const { file } = await read(collection([feature('{}')], members))
    expect(file.layers[0]?.crs?.epsg).toBe(epsg)
  })

  it('may name its coordinates and its type behind the features', async () => {
    const crs = '"crs":{"type":"name","properties":{"name":"EPSG:32720"}}'
    const { file, features } = await read(
      `{"features":[${feature('{}')}],${crs},"type":"FeatureCollection"}`,
    )
    expect(file.layers[0]?.crs?.epsg).toBe(32720)
    expect(features).toHaveLength(1)
  })

  it.each([
    ['a feature alone', feature('{"a":1}')],
    ['a geometry alone', point],
    ['a sequence', `\x1e${feature('{"a":1}')}\n\x1e${feature('{"a":2}')}\n`],
    ['lines', `${feature('{"a":1}')}\n${feature('{"a":2}')}\n`],
    ['a byte order mark', `\ufeff${collection([feature('{"a":1}')])}`],
    ['blanks before all', ` \n\t${collection([feature('{"a":1}')])} \n`],
  ])('may be %s', async (_case, text) => {
    const { features } = await read(text)
    expect(features[0]?.geometry).toStrictEqual({ type: 'Point', coordinates: [-68.1, -16.5] })
  })

  it('may have no features', async () => {
    expect((await read(collection([]))).features).toStrictEqual([])
  })

  it('is read in Latin-1 where that is declared', async () => {
    const text = Buffer.from(collection([feature('{"nombre":"Ñuflo"}')]), 'latin1')
    const declared = await read(text, { encoding: 'latin-1' })
    expect(declared.features[0]?.properties.get('nombre')).toBe('Ñuflo')
    const { features } = await read(text)
    expect(features[0]?.faults).toMatchObject([{ kind: 'not in the encoding' }])
  })

  it('keeps the ids of features as text', async () => {
    const withId = (id: string) => `{"id":${id},${feature('{}').slice(1)}`
    const { features } = await read(collection([withId('7'), withId('"a"'), feature('{}')]))
    expect(features.map(({ id }) => id)).toStrictEqual(['7', 'a', undefined])
  })

  it.each([
    ['{"type":"Point","coordinates":[1]}', 'damaged geometry'],
    ['{"type":"Point","coordinates":["1","2"]}', 'damaged geometry'],
    ['{"type":"Point","coordinates":[1e999,0]}', 'not finite'],
    ['{"type":"Point"}', 'damaged geometry'],
    ['{"type":"LineString","coordinates":[[1,2],[3,4,5]]}', 'damaged geometry'],
    ['{"type":"Polygon","coordinates":[[1,2]]}', 'damaged geometry'],
    ['{"type":"Circle","coordinates":[1,2]}', 'unsupported geometry'],
    ['"POINT (1 2)"', 'damaged geometry'],
    [
      `${'{"type":"GeometryCollection","geometries":['.repeat(20)}${point}${']}'.repeat(20)}`,
      'too complex',
    ],
  ])('says that %s is no geometry, and reads the other features', async (geometry, kind) => {
    const { features } = await read(collection([feature('{"a":1}', geometry), feature('{}')]))
    expect(features[0]).toMatchObject({ number: 1, geometry: null, faults: [{ kind, offset: 40 }] })
    expect(features[0]?.properties.get('a')).toBe(1)
    expect(features[1]).toMatchObject({ number: 2, faults: [] })
  })

  it('says which feature has more values than memory is given for', async () => {
    const many = `{"type":"LineString","coordinates":[${'[0,0],'.repeat(700_000)}[0,0]]}`
    const large = feature(`{"a":"${'x'.repeat(17 * 1024 * 1024)}"}`)
    const { features } = await read(collection([feature('{}', many), large, feature('{}')]))
    expect(features.map(({ faults }) => faults.map(({ kind }) => kind))).toStrictEqual([
      ['too complex'],
      ['too complex'],
      [],
    ])
  })

  it.each([
    '{"type":"Point","coordinates":[]}',
    '{"type":"Polygon","coordinates":[]}',
    '{"type":"Polygon","coordinates":[[]]}',
    '{"type":"MultiPolygon","coordinates":[[[]]]}',
    '{"type":"GeometryCollection","geometries":[]}',
    'null',
  ])('has null for the empty geometry %s', async (geometry) => {
    const { features } = await read(collection([feature('{}', geometry)]))
    expect(features[0]).toMatchObject({ geometry: null, faults: [] })
  })

  it.each(['{"a":01}', '{"a":tru}', '{"a" 1}', "{'a':1}", '{"a":1,}', '{"a":"\\x"}'])(
    'says that a feature with the properties %s cannot be read',
    async (properties) => {
      const { features } = await read(collection([feature(properties), feature('{}')]))
      expect(features[0]?.faults).toMatchObject([{ kind: 'damaged feature' }])
      expect(features[1]?.faults).toStrictEqual([])
    },
  )

  it.each([
    ['cut off within a feature', collection([feature('{"a":1}')]).slice(0, -20), 'truncated'],
    ['cut off behind a feature', collection([feature('{"a":1}')]).slice(0, -2), 'truncated'],
    ['followed by something', `${collection([])}{}`, 'damaged'],
    ['without commas', collection([`${feature('{}')} ${feature('{}')}`]), 'damaged'],
    [
      'nested without end',
      `{"type":"FeatureCollection","features":[${'['.repeat(100_000)}`,
      'hostile',
    ],
    ['some other JSON', '{"a":1}', 'unknown format'],
    ['a list', '[1,2]', 'unknown format'],
    ['a topology', '{"type":"Topology","objects":{}}', 'unknown format'],
    ['with a name without end', `{"${'a'.repeat(3_000_000)}":1}`, 'damaged'],
    [
      'with a member of megabytes',
      `{"a":"${'a'.repeat(3_000_000)}","type":"Feature"}`,
      'too large',
    ],
    ['UTF-16', Buffer.from(collection([]), 'utf16le'), 'damaged'],
  ])('is refused when it is %s', async (_case, text, kind) => {
    expect((await failureOf(text)).kind).toBe(kind)
  })
})

describe('parseJson', () => {
  it('gives what the platform gives, and writes it back', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
        const value: unknown = JSON.parse(json)
        const parsed = parseJson(JSON.stringify(value, undefined, indent))
        expect(JSON.parse(jsonText(parsed))).toStrictEqual(value)
      }),
    )
  })

  it('refuses what the platform refuses', () => {
    const outcomeOf = (work: () => unknown): string => {
      try {
        work()
        return 'accepted'
      } catch (error) {
        return error instanceof SyntaxError ? 'refused' : 'broken'
      }
    }
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '.',
      'e',
      'true',
      ' ',
      '\\',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (list) => {
        const text = list.join('')
        expect(outcomeOf((): JsonValue => parseJson(text))).toBe(
          outcomeOf((): unknown => JSON.parse(text)),
        )
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('exactNumber', () => {
  it('gives a number exactly where its digits are those of the text', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
        fc.nat(20),
        (digits, scale) => {
          const sign = digits < 0n ? '-' : ''
          const plain = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
          const cut = plain.length - scale
          const text = `${sign}${plain.slice(0, cut)}${scale === 0 ? '' : `.${plain.slice(cut)}`}`
          const value = exactNumber(text)
          expect(scaled(String(value))).toBe(scaled(text))
          // A text only where no double has all of its digits.
          const doDigitsSurvive = scaled(String(Number(text))) === scaled(text)
          expect(typeof value).toBe(doDigitsSurvive ? 'number' : 'string')
        },
      ),
    )
  })

  it.each([
    ['1.500', 1.5],
    ['+7', 7],
    ['-0', 0],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['9007199254740993', '9007199254740993'],
    ['1e999', '1e999'],
    ['1e-999', '1e-999'],
    ['0.1000000000000000055', '0.1000000000000000055'],
    ['1,5', undefined],
    ['', undefined],
    ['.', undefined],
    ['0x10', undefined],
    ['Infinity', undefined],
  ])('reads %j as %j', (text, expected) => {
    expect(exactNumber(text)).toBe(expected)
  })
})

/** A decimal number as a whole one of 10^-60. */
function scaled(text: string): bigint {
  const [, sign = '', whole = '', decimals = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? []
  const digits = BigInt(whole + decimals) * (sign === '-' ? -1n : 1n)
  return digits * 10n ** BigInt(60 - decimals.length + Number(exponent))
}
