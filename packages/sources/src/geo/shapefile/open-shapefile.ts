import { crsOfWkt } from '../crs/recognise-wkt.ts'
import { chooseLayer } from '../choose-layer.ts'
import { textDecoder, type DecodeText, type GeoEncoding } from '../decode-text.ts'
import type { Feature, FeatureFault, FeatureFile, Layer } from '../feature.ts'
import { inBatches } from '../feature-batches.ts'
import { headOf, type FilePart } from '../file-part.ts'
import { GeoError } from '../geo-error.ts'
import type { Geometry } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'
import { chooseEncoding } from './dbf-encoding.ts'
import { dbfHeadBytes, readDbfFields, readDbfHead, type DbfField } from './dbf-fields.ts'
import { decodeDbfRecord } from './decode-dbf-record.ts'
import { decodeShape, hasMeasures } from './decode-shape.ts'
import type { ShapefileParts } from './find-layers.ts'
import { readDbfRecords } from './read-dbf.ts'
import { readShapeHead, readShapes, shapeHeadBytes, type ShapeRecord } from './read-shapes.ts'

/** A layer, and what it takes to read it. */
interface OpenLayer extends Layer {
  readonly parts: ShapefileParts
  readonly table:
    | { readonly file: FilePart; readonly fields: readonly DbfField[]; readonly decode: DecodeText }
    | undefined
}

const maxTextBytes = 64 * 1024

/** Opens shapefiles. Throws `GeoError`, here or when features are read. */
export async function openShapefile(
  found: readonly ShapefileParts[],
  { encoding, close }: { readonly encoding: GeoEncoding | undefined; readonly close: () => void },
): Promise<FeatureFile> {
  const layers: OpenLayer[] = []
  for (const parts of found) layers.push(await openLayer(parts, encoding))
  return {
    format: 'shapefile',
    layers,
    features: (layer) => inBatches(readFeatures(chooseLayer(layers, layer))),
    close,
  }
}

async function openLayer(
  parts: ShapefileParts,
  declared: GeoEncoding | undefined,
): Promise<OpenLayer> {
  const { name, shp, dbf, prj, cpg } = parts
  const { type } = readShapeHead(await headOf(shp, shapeHeadBytes), shp.name)
  const prjText = prj && (await textOf(prj))
  const cpgText = cpg && (await textOf(cpg))
  const missing = [dbf === undefined ? '.dbf' : '', prj === undefined ? '.prj' : '']
  const layer = {
    name,
    parts,
    crs: prjText === undefined ? undefined : crsOfWkt(prjText),
    hasMeasures: hasMeasures(type),
    missing: missing.filter((extension) => extension !== ''),
  }
  if (dbf === undefined) {
    const encoding = { name: 'windows-1252', from: 'assumed' } as const
    return { ...layer, fields: [], encoding, table: undefined }
  }
  const head = readDbfHead(await headOf(dbf, dbfHeadBytes), dbf.name)
  const encoding = chooseEncoding({
    cpg: cpgText,
    language: head.language,
    declared,
    part: cpg?.name ?? dbf.name,
  })
  const decode = textDecoder(encoding.name)
  const described = (await headOf(dbf, head.headBytes)).subarray(dbfHeadBytes)
  if (described.length < head.headBytes - dbfHeadBytes) {
    throw new GeoError('truncated', { part: dbf.name, offset: dbfHeadBytes + described.length })
  }
  const fields = readDbfFields(described, { head, decode, part: dbf.name })
  const plainFields = fields.map((field) => ({ name: field.name, type: field.type }))
  return { ...layer, fields: plainFields, encoding, table: { file: dbf, fields, decode } }
}

async function textOf(part: FilePart): Promise<string> {
  return (await headOf(part, maxTextBytes)).toString('latin1').trim()
}

async function* readFeatures({ parts, table }: OpenLayer): AsyncGenerator<Feature> {
  const records = table && readDbfRecords(table.file)
  let number = 0
  try {
    for await (const shape of readShapes(parts.shp)) {
      number += 1
      const record = await records?.next()
      if (record?.done === true) throw differentCounts(parts, number)
      // Of a deleted one only the place is left.
      if (record !== undefined && record.value[0] === deleted) continue
      const { geometry, faults } = decodeGeometry(shape)
      const row =
        record === undefined || table === undefined
          ? { properties: new Map(), faults: [] }
          : decodeDbfRecord(record.value, table)
      yield { number, properties: row.properties, geometry, faults: [...faults, ...row.faults] }
    }
    if ((await records?.next())?.done === false) throw differentCounts(parts, number + 1)
  } finally {
    await records?.return(undefined)
  }
}

const deleted = 0x2a

function differentCounts({ shp }: ShapefileParts, feature: number): GeoError {
  return new GeoError('damaged', { part: shp.name, feature, reason: 'more shapes or more records' })
}

function decodeGeometry({ content, offset }: ShapeRecord): {
  readonly geometry: Geometry | null
  readonly faults: readonly FeatureFault[]
} {
  if (content === undefined) return { geometry: null, faults: [{ kind: 'too complex', offset }] }
  try {
    return { geometry: decodeShape(content), faults: [] }
  } catch (error) {
    if (!(error instanceof GeometryFault)) throw error
    return { geometry: null, faults: [{ kind: error.kind, offset }] }
  }
}
