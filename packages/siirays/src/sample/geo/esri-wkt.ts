/** The text of a .prj, as ArcGIS writes it, of degrees and the zones of UTM that samples have. */
export function esriWkt(epsg: number): string {
  if (epsg === 4326) return wgs84
  const zone = epsg - 32_700
  if (zone < 19 || zone > 21) throw new RangeError(`No sample has coordinates in EPSG:${epsg}`)
  const parameters = [
    ['False_Easting', '500000.0'],
    ['False_Northing', '10000000.0'],
    ['Central_Meridian', `${zone * 6 - 183}.0`],
    ['Scale_Factor', '0.9996'],
    ['Latitude_Of_Origin', '0.0'],
  ].map(([name, value]) => `PARAMETER["${name}",${value}]`)
  return `PROJCS["WGS_1984_UTM_Zone_${zone}S",${wgs84},PROJECTION["Transverse_Mercator"],${parameters.join(',')},UNIT["Meter",1.0]]`
}

const wgs84 =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],' +
  'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
