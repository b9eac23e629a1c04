import { epsgOf, type DatumName } from './known-crs.ts'

/**
 * The EPSG code that a zone of UTM stands for, as people write it beside x and y: `19K`, `20 k`, `19S`,
 * `Zona 20`, `19 Sur`. The letter is the band of latitude, K or L in Bolivia. S is read as the south: the
 * band of that letter is far in the north. Undefined for any other zone.
 */
export function epsgOfUtmZone(text: string, datum: DatumName = 'WGS 84'): number | undefined {
  const match = /^(?:utm)?[\s-]*(?:zona|zone|huso|z)?[\s-]*(\d{1,2})[\s-]*([a-z]*)\.?$/i.exec(
    text.trim().slice(0, 40),
  )
  if (match === null) return undefined
  const [, zone = '', band = ''] = match
  return /^(|k|l|s|sur|south)$/i.test(band) ? epsgOf(datum, Number(zone)) : undefined
}
