import type { Crs } from './crs.ts'
import { epsgOf, type DatumName } from './known-crs.ts'

/**
 * What a well-known text (of ESRI, of OGC, or of ISO 19162) says. Its EPSG code is the one of a known
 * system with the same parameters, else the one that it names for itself.
 */
export function crsOfWkt(text: string): Crs | undefined {
  const wkt = text.trim()
  if (wkt === '') return undefined
  const epsg = recognise(wkt) ?? namedCode(wkt)
  return epsg === undefined ? { text: wkt } : { epsg, text: wkt }
}

function recognise(wkt: string): number | undefined {
  const datum = datumOf(wkt)
  if (datum === undefined || !hasPlainUnits(wkt)) return undefined
  if (/^(GEOGCS|GEOGCRS|GEODCRS)\s*[[(]/i.test(wkt)) return epsgOf(datum)
  if (!/^(PROJCS|PROJCRS)\s*[[(]/i.test(wkt) || !/Transverse[_ ]Mercator/i.test(wkt))
    return undefined
  const parameters = parametersOf(wkt)
  const is = (value: number, ...names: readonly string[]) => {
    const found = names.map((name) => parameters.get(name)).find((each) => each !== undefined)
    return found !== undefined && Math.abs(found - value) < 1e-9
  }
  const meridian = parameters.get('centralmeridian') ?? parameters.get('longitudeofnaturalorigin')
  const isSouthernUtm =
    is(500_000, 'falseeasting') &&
    is(10_000_000, 'falsenorthing') &&
    is(0.9996, 'scalefactor', 'scalefactoratnaturalorigin') &&
    is(0, 'latitudeoforigin', 'latitudeofnaturalorigin')
  if (!isSouthernUtm || meridian === undefined) return undefined
  const zone = (meridian + 183) / 6
  return Number.isInteger(zone) ? epsgOf(datum, zone) : undefined
}

function parametersOf(wkt: string): ReadonlyMap<string, number> {
  const parameters = new Map<string, number>()
  for (const [, name = '', value = ''] of wkt.matchAll(
    /PARAMETER\s*[[(]\s*"([^"]{1,80})"\s*,\s*([-+0-9.eE]{1,40})/gi,
  )) {
    parameters.set(name.toLowerCase().replace(/[^a-z]/g, ''), Number(value))
  }
  return parameters
}

// Degrees, metres, and Greenwich: anything else is another system, whatever its name.
function hasPlainUnits(wkt: string): boolean {
  const units = [...wkt.matchAll(/UNIT\s*[[(]\s*"([^"]{1,80})"\s*,\s*([-+0-9.eE]{1,40})/gi)]
  const meridian = /PRIMEM\s*[[(]\s*"[^"]*"\s*,\s*([-+0-9.eE]+)/i.exec(wkt)
  return (
    units.every(([, name = '', value]) => {
      if (/^(metre|meter|m)$/i.test(name)) return Number(value) === 1
      return /^degree/i.test(name) && Math.abs(Number(value) - Math.PI / 180) < 1e-12
    }) &&
    (meridian === null || Number(meridian[1]) === 0)
  )
}

function datumOf(wkt: string): DatumName | undefined {
  const match = /(?:DATUM|ENSEMBLE)\s*[[(]\s*"([^"]{1,120})"/i.exec(wkt)
  const ellipsoid = /(?:SPHEROID|ELLIPSOID)\s*[[(]\s*"[^"]*"\s*,\s*([0-9.]+)\s*,\s*([0-9.]+)/i.exec(
    wkt,
  )
  const name = (match?.[1] ?? '')
    .toLowerCase()
    .replace(/^d_/, '')
    .replace(/[^a-z0-9]/g, '')
  const axis = Number(ellipsoid?.[1])
  const flattening = Number(ellipsoid?.[2])
  const is = (a: number, f: number) => axis === a && Math.abs(flattening - f) < 1e-6
  if (/^(wgs1984|wgs84|worldgeodeticsystem1984)/.test(name) && is(6_378_137, 298.257223563)) {
    return 'WGS 84'
  }
  const isGrs80 = is(6_378_137, 298.257222101)
  const sirgas = /^(sirgas2000|sistemadereferenciageocentricoparalas?americas2000)$/
  if (isGrs80 && sirgas.test(name)) return 'SIRGAS 2000'
  if (isGrs80 && /^marcogeodesiconacional/.test(name)) return 'MARGEN'
  if (/^provisionals(outh)?american(datum)?1956$|^psad56$/.test(name) && is(6_378_388, 297)) {
    return 'PSAD56'
  }
  return undefined
}

// The authority of the whole stands last, within its own brackets.
function namedCode(wkt: string): number | undefined {
  const match = /(?:AUTHORITY|ID)\s*[[(]\s*"EPSG"\s*,\s*"?(\d{4,6})"?\s*[\])]\s*[\])]\s*$/i.exec(
    wkt,
  )
  return match === null ? undefined : Number(match[1])
}
