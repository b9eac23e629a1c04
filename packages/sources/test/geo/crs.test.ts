import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createExtentCheck } from '../../src/geo/crs/check-extent.ts'
import { knownCrs, knownEpsgCodes } from '../../src/geo/crs/known-crs.ts'
import { crsOfWkt } from '../../src/geo/crs/recognise-wkt.ts'
import { createReproject, reprojectGeometry, UnknownCrsError } from '../../src/geo/crs/reproject.ts'
import { createExtentTally } from '../../src/geo/crs/summarise-extent.ts'
import { epsgOfUtmZone } from '../../src/geo/crs/utm-zone.ts'
import type { Geometry } from '../../src/geo/geometry/geometry.ts'
import { GeometryFault } from '../../src/geo/geometry/geometry-fault.ts'

const inBolivia = fc.tuple(
  fc.double({ min: -69.7, max: -57.4, noNaN: true }),
  fc.double({ min: -23, max: -9.6, noNaN: true }),
)
const utm = knownEpsgCodes.filter((code) => knownCrs(code)?.zone !== undefined)

describe('createReproject', () => {
  // Computed by PROJ 9.1.
  it.each([
    [32719, -68.15, -16.5, 590716.0415, 8175564.9908],
    [32720, -68.15, -16.5, -50241.241, 8168719.0326],
    [32721, -68.15, -16.5, -696328.015, 8142391.2148],
    [32719, -63.18, -17.78, 1117750.2686, 8024549.8016],
    [32720, -63.18, -17.78, 480921.2131, 8034144.9771],
    [32719, -57.6, -19, 1706166.468, 7859737.627],
    [32721, -57.6, -19, 436849.149, 7899064.894],
    [31980, -63.18, -17.78, 480921.2131, 8034144.9772],
    [5355, -63.18, -17.78, 480921.2131, 8034144.9772],
    [24879, -68.15, -16.5, 590901.9833, 8175942.6653],
  ])('puts EPSG:%i where PROJ puts it', (epsg, longitude, latitude, x, y) => {
    const [east, north] = createReproject(4326, epsg)([longitude, latitude])
    expect(Math.hypot(east - x, north - y)).toBeLessThan(0.001)
  })

  it('gives the same place within a millimetre, there and back again', () => {
    fc.assert(
      fc.property(inBolivia, fc.constantFrom(...utm), (place, epsg) => {
        const isPsad56 = knownCrs(epsg)?.datum === 'PSAD56'
        const there = createReproject(4326, epsg)(place)
        const again = createReproject(4326, epsg)(createReproject(epsg, 4326)(there))
        expect(Math.hypot(again[0] - there[0], again[1] - there[1])).toBeLessThan(
          isPsad56 ? 0.011 : 0.001,
        )
      }),
    )
  })

  it('keeps heights, and every part of a geometry', () => {
    const reproject = createReproject(32719, 4326)
    const geometry: Geometry = {
      type: 'GeometryCollection',
      geometries: [
        { type: 'Point', coordinates: [500_000, 8_000_000, 3600] },
        { type: 'MultiPolygon', coordinates: [[[[500_000, 8_000_000]]]] },
      ],
    }
    const moved = reprojectGeometry(geometry, reproject)
    const [x, y] = reproject([500_000, 8_000_000])
    expect(moved).toStrictEqual({
      type: 'GeometryCollection',
      geometries: [
        { type: 'Point', coordinates: [x, y, 3600] },
        { type: 'MultiPolygon', coordinates: [[[[x, y]]]] },
      ],
    })
  })

  it('says that a code is not known, or that a number is none', () => {
    expect(() => createReproject(3857, 4326)).toThrow(UnknownCrsError)
    expect(() => createReproject(32719, 4326)([NaN, 0])).toThrow(GeometryFault)
    expect(() => createReproject(32719, 4326)([Infinity, 0])).toThrow(GeometryFault)
  })
})

describe('epsgOfUtmZone', () => {
  it.each([
    ['19K', 32719],
    ['20K', 32720],
    ['19S', 32719],
    ['19 K', 32719],
    [' 20 k ', 32720],
    ['20L', 32720],
    ['19', 32719],
    ['Zona 20', 32720],
    ['UTM 21 S', 32721],
    ['19 Sur', 32719],
    ['zone 20-K', 32720],
    ['19N', undefined],
    ['18K', undefined],
    ['K19', undefined],
    ['', undefined],
    ['190K', undefined],
    ['19KK', undefined],
  ])('reads %j as %s', (text, epsg) => {
    expect(epsgOfUtmZone(text)).toBe(epsg)
  })

  it('gives the zone of another datum', () => {
    expect(epsgOfUtmZone('20K', 'SIRGAS 2000')).toBe(31980)
    expect(epsgOfUtmZone('19K', 'PSAD56')).toBe(24879)
  })
})

const esri = (datum: string, geographic: string, spheroid: string, meridian: number) =>
  `PROJCS["x",GEOGCS["${geographic}",DATUM["${datum}",SPHEROID[${spheroid}]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],` +
  `PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",10000000.0],` +
  `PARAMETER["Central_Meridian",${meridian}.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
const wgs = '"WGS_1984",6378137.0,298.257223563'
const grs = '"GRS_1980",6378137.0,298.257222101'

describe('crsOfWkt', () => {
  it.each([
    [esri('D_WGS_1984', 'GCS_WGS_1984', wgs, -69), 32719],
    [esri('D_WGS_1984', 'GCS_WGS_1984', wgs, -63), 32720],
    [esri('D_SIRGAS_2000', 'GCS_SIRGAS_2000', grs, -63), 31980],
    [esri('D_Marco_Geodesico_Nacional', 'GCS_MARGEN', grs, -69), 5356],
    [
      esri('D_Provisional_S_American_1956', 'GCS_P', '"International_1924",6378388.0,297.0', -63),
      24880,
    ],
    // As GDAL writes them.
    [
      'PROJCS["WGS 84 / UTM zone 19S",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",-69],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",10000000],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","32719"]]',
      32719,
    ],
    [
      'PROJCS["PSAD56 / UTM zone 20S",GEOGCS["PSAD56",DATUM["Provisional_South_American_Datum_1956",SPHEROID["International 1924",6378388,297]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",-63],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",10000000],UNIT["metre",1]]',
      24880,
    ],
    [
      'GEOGCS["SIRGAS 2000",DATUM["Sistema_de_Referencia_Geocentrico_para_las_AmericaS_2000",SPHEROID["GRS 1980",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]',
      4674,
    ],
    [
      'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
      4326,
    ],
    // Others: another zone, a zone of the north, feet, Paris, a datum that lies about its shape.
    [esri('D_WGS_1984', 'GCS_WGS_1984', wgs, -75), undefined],
    [esri('D_WGS_1984', 'GCS_WGS_1984', wgs, -63).replace('10000000.0', '0.0'), undefined],
    [
      esri('D_WGS_1984', 'GCS_WGS_1984', wgs, -63).replace('["Meter",1.0]', '["Foot",0.3048]'),
      undefined,
    ],
    [
      esri('D_WGS_1984', 'GCS_WGS_1984', wgs, -63).replace('"Greenwich",0.0', '"Paris",2.33'),
      undefined,
    ],
    [esri('D_WGS_1984', 'GCS_WGS_1984', '"Clarke",6378206.4,294.97', -63), undefined],
    [esri('D_WGS_1984', 'GCS_WGS_1984', wgs, -64), undefined],
    ['PROJCS["x",GEOGCS["y"],AUTHORITY["EPSG","3857"]]', 3857],
    ['LOCAL_CS["x"]', undefined],
  ])('recognises %s', (wkt, epsg) => {
    expect(crsOfWkt(` ${wkt}\n`)).toStrictEqual({
      ...(epsg === undefined ? {} : { epsg }),
      text: wkt,
    })
  })

  it('knows nothing of an empty text', () => {
    expect(crsOfWkt(' \n')).toBeUndefined()
  })
})

const point = (...coordinates: [number, number]): Geometry => ({ type: 'Point', coordinates })

describe('createExtentCheck', () => {
  it('takes every place of Bolivia for inside, in degrees and in the zone that it is in', () => {
    fc.assert(
      fc.property(inBolivia, ([longitude, latitude]) => {
        const zone = longitude < -66 ? 32719 : longitude < -60 ? 32720 : 32721
        const place = createReproject(4326, zone)([longitude, latitude])
        expect(createExtentCheck(4326)(point(longitude, latitude))).toStrictEqual({
          isInside: true,
        })
        expect(createExtentCheck(zone)({ type: 'Point', coordinates: place })).toStrictEqual({
          isInside: true,
        })
      }),
    )
  })

  // La Paz, and its coordinates in zone 19.
  it.each([
    [4326, -16.5, -68.15, 'axes swapped', []],
    [4326, 68.15, 16.5, 'sign lost', []],
    [4326, -68.15, 16.5, 'sign lost', []],
    [4326, 16.5, 68.15, 'sign lost', []],
    [4326, 590_716, 8_175_565, 'metres for degrees', [32719, 32720]],
    [4674, 436_849, 7_899_065, 'metres for degrees', [31979, 31980, 31981]],
    [4326, 0, 0, 'zeros', []],
    [4326, -3.7, 40.4, 'unknown', []],
    [32719, 8_175_565, 590_716, 'axes swapped', []],
    [32719, -68.15, -16.5, 'degrees for metres', [4326]],
    [31980, -68.15, -16.5, 'degrees for metres', [4674]],
    // Zone 21 is west of the meridian here; as zone 19 that would be Peru.
    [32719, 200_000, 7_899_065, 'wrong zone', [32720, 32721]],
    [32721, 800_000, 8_175_565, 'wrong zone', [32719, 32720]],
    [32719, 590_716, -8_175_565, 'sign lost', []],
    [32719, 590_716, -1_824_435, 'no false northing', []],
    [32719, 90_716, 8_175_565, 'no false easting', []],
    [32719, 0, 0, 'zeros', []],
    [32719, 5, 7, 'unknown', []],
  ])('says of EPSG:%i %d %d: %s', (epsg, x, y, cause, codes) => {
    expect(createExtentCheck(epsg)(point(x, y))).toStrictEqual({
      isInside: false,
      cause,
      epsg: codes,
    })
  })

  it('is about every position of a geometry', () => {
    const check = createExtentCheck(4326)
    expect(
      check({
        type: 'LineString',
        coordinates: [
          [-68, -16],
          [-68, 16],
        ],
      }),
    ).toStrictEqual({
      isInside: false,
      cause: 'sign lost',
      epsg: [],
    })
    expect(
      check({
        type: 'LineString',
        coordinates: [
          [-68, -16],
          [0, 0],
        ],
      }),
    ).toMatchObject({
      cause: 'unknown',
    })
  })

  it('does not fail for numbers that no projection takes', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.constantFrom(...knownEpsgCodes), (x, y, epsg) => {
        expect(typeof createExtentCheck(epsg)(point(x, y)).isInside).toBe('boolean')
      }),
    )
  })
})

describe('createExtentTally', () => {
  it('names the cause that nearly all of a file have', () => {
    const tally = createExtentTally()
    const check = createExtentCheck(4326)
    for (let number = 1; number <= 40; number += 1) tally.add(number, check(point(-16.5, -68.15)))
    tally.add(41, check(point(-68.15, -16.5)))
    tally.add(42, check(point(1, 1)))
    expect(tally.summary()).toStrictEqual({
      inside: 1,
      outside: 41,
      causes: [
        { cause: 'axes swapped', count: 40, epsg: [], features: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
        { cause: 'unknown', count: 1, epsg: [], features: [42] },
      ],
      causeOfFile: 'axes swapped',
    })
  })

  it('names none where most are inside, and keeps the codes that all have', () => {
    const tally = createExtentTally()
    for (let number = 1; number <= 3; number += 1) tally.add(number, { isInside: true })
    tally.add(4, { isInside: false, cause: 'wrong zone', epsg: [32720, 32721] })
    tally.add(5, { isInside: false, cause: 'wrong zone', epsg: [32720] })
    expect(tally.summary()).toMatchObject({
      causes: [{ cause: 'wrong zone', epsg: [32720] }],
      causeOfFile: undefined,
    })
  })
})
