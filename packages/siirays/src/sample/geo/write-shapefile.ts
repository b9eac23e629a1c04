import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { dbfFile } from './dbf-file.ts'
import { esriWkt } from './esri-wkt.ts'
import {
  boundsOfSample,
  positionsOfSample,
  type SampleGeometry,
  type SampleLayer,
} from './sample-layer.ts'
import { shapeCode, shapeRecord, type ShapeForm, type ShapeKind } from './shape-record.ts'

export interface SampleShapefile extends SampleLayer {
  readonly kind: ShapeKind
  readonly hasHeights?: boolean
  readonly hasMeasures?: boolean
  /** Of its table; `latin1` where it is not given. */
  readonly encoding?: 'latin1' | 'utf8'
  /** What its .cpg says; none is written for null. That of the encoding where it is not given. */
  readonly cpg?: string | null
  /** The byte of its table that tells the encoding; 0 where it is not given. */
  readonly language?: number
  /** What its .prj says; none is written for null. That of the EPSG code where it is not given. */
  readonly prj?: string | null
}

/** The files of a shapefile by their extensions. The same layer gives the same bytes. */
export function shapefileParts(layer: SampleShapefile): ReadonlyMap<string, Buffer> {
  const { kind, hasHeights = false, hasMeasures = false, encoding = 'latin1', language = 0 } = layer
  const { cpg = encoding === 'latin1' ? 'ISO-8859-1' : 'UTF-8', prj = esriWkt(layer.epsg) } = layer
  const features = [...layer.features]
  const { shp, shx } = shapes(
    features.map(({ geometry }) => geometry),
    { kind, hasHeights, hasMeasures },
  )
  const parts = new Map([
    ['shp', shp],
    ['shx', shx],
    ['dbf', dbfFile(layer.fields, features, { encoding, language })],
  ])
  if (prj !== null) parts.set('prj', Buffer.from(prj, 'latin1'))
  if (cpg !== null) parts.set('cpg', Buffer.from(cpg, 'latin1'))
  return parts
}

/** Writes the files of a shapefile into a folder. Gives the path of its .shp. */
export async function writeShapefile(folder: string, layer: SampleShapefile): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const [extension, bytes] of shapefileParts(layer)) {
    await writeFile(join(folder, `${layer.name}.${extension}`), bytes)
  }
  return join(folder, `${layer.name}.shp`)
}

/** Writes shapefiles into a zip, as people send them. */
export async function writeZippedShapefile(
  path: string,
  layers: readonly SampleShapefile[],
): Promise<void> {
  const zip = new ZipFile()
  for (const layer of layers) {
    for (const [extension, bytes] of shapefileParts(layer)) {
      const options = { mtime: new Date(2024, 0, 1), mode: 0o100644 }
      zip.addBuffer(bytes, `${layer.name}.${extension}`, options)
    }
  }
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
}

const headBytes = 100

function shapes(
  geometries: readonly (SampleGeometry | null)[],
  form: ShapeForm,
): { readonly shp: Buffer; readonly shx: Buffer } {
  const records: Buffer[] = []
  const places: Buffer[] = []
  let offset = headBytes
  for (const [place, geometry] of geometries.entries()) {
    const content = shapeRecord(geometry, form)
    const head = Buffer.alloc(8)
    head.writeInt32BE(place + 1, 0)
    head.writeInt32BE(content.length / 2, 4)
    const entry = Buffer.alloc(8)
    entry.writeInt32BE(offset / 2, 0)
    entry.writeInt32BE(content.length / 2, 4)
    records.push(head, content)
    places.push(entry)
    offset += head.length + content.length
  }
  const head = Buffer.alloc(headBytes)
  head.writeInt32BE(9994, 0)
  head.writeInt32BE(offset / 2, 24)
  head.writeInt32LE(1000, 28)
  head.writeInt32LE(shapeCode(form), 32)
  const positions = geometries.flatMap((geometry) =>
    geometry === null ? [] : [...positionsOfSample(geometry)],
  )
  for (const [place, bound] of boundsOfSample(positions).entries()) {
    head.writeDoubleLE(bound, 36 + place * 8)
  }
  const indexHead = Buffer.from(head)
  indexHead.writeInt32BE((headBytes + places.length * 8) / 2, 24)
  return { shp: Buffer.concat([head, ...records]), shx: Buffer.concat([indexHead, ...places]) }
}
