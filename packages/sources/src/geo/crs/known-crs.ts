/** A system of coordinates whose definition is known for sure. */
export interface KnownCrs {
  readonly epsg: number
  readonly name: string
  readonly datum: DatumName
  /** Of UTM in the south; undefined where coordinates are degrees. */
  readonly zone?: number
  /** How proj4 writes it. */
  readonly definition: string
  /** How far a place may be off in EPSG:4326, because of the datum. */
  readonly accuracyMeters: number
}

export type DatumName = 'WGS 84' | 'SIRGAS 2000' | 'MARGEN' | 'PSAD56'

interface Datum {
  readonly geographic: number
  /** The codes of its UTM zones of the south. */
  readonly zones: Readonly<Record<number, number>>
  readonly shape: string
  readonly accuracyMeters: number
}

// The registry of EPSG, https://epsg.org. PSAD56 by its transformation for Bolivia, EPSG:1202.
const datums: Readonly<Record<DatumName, Datum>> = {
  'WGS 84': {
    geographic: 4326,
    zones: { 19: 32719, 20: 32720, 21: 32721 },
    shape: '+datum=WGS84',
    accuracyMeters: 0,
  },
  'SIRGAS 2000': {
    geographic: 4674,
    zones: { 19: 31979, 20: 31980, 21: 31981 },
    shape: '+ellps=GRS80 +towgs84=0,0,0',
    accuracyMeters: 1,
  },
  MARGEN: {
    geographic: 5354,
    zones: { 19: 5356, 20: 5355, 21: 5357 },
    shape: '+ellps=GRS80 +towgs84=0,0,0',
    accuracyMeters: 1,
  },
  PSAD56: {
    geographic: 4248,
    zones: { 19: 24879, 20: 24880, 21: 24881 },
    shape: '+ellps=intl +towgs84=-270,188,-388',
    accuracyMeters: 19,
  },
}

const known: ReadonlyMap<number, KnownCrs> = new Map(
  (Object.keys(datums) as DatumName[]).flatMap((datum) => {
    const { geographic, zones, shape, accuracyMeters } = datums[datum]
    const degrees: KnownCrs = {
      epsg: geographic,
      name: datum,
      datum,
      definition: `+proj=longlat ${shape} +no_defs`,
      accuracyMeters,
    }
    const projected = Object.entries(zones).map(([zone, epsg]): KnownCrs => {
      const definition = `+proj=utm +zone=${zone} +south ${shape} +units=m +no_defs`
      const name = `${datum} / UTM zone ${zone}S`
      return { epsg, name, datum, zone: Number(zone), definition, accuracyMeters }
    })
    return [degrees, ...projected].map((crs) => [crs.epsg, crs] as const)
  }),
)

/** The system of an EPSG code; undefined for one that is not known here. */
export function knownCrs(epsg: number): KnownCrs | undefined {
  return known.get(epsg)
}

/** The codes that are known. */
export const knownEpsgCodes: readonly number[] = [...known.keys()]

/** The code of a datum's zone, or of its degrees. */
export function epsgOf(datum: DatumName, zone?: number): number | undefined {
  return zone === undefined ? datums[datum].geographic : datums[datum].zones[zone]
}

/** The systems with the same datum and another zone. */
export function otherZones(crs: KnownCrs): readonly KnownCrs[] {
  return [...known.values()].filter(
    ({ datum, zone }) => datum === crs.datum && zone !== undefined && zone !== crs.zone,
  )
}
