import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { inPieces } from './in-pieces.ts'
import type {
  SampleFeature,
  SampleField,
  SampleGeometry,
  SampleLayer,
  SamplePosition,
} from './sample-layer.ts'

/**
 * Writes a KML file: a schema for the fields that have a type, folders as the features that follow
 * each other have them. Memory holds one piece.
 */
export async function writeKml(path: string, layer: SampleLayer): Promise<void> {
  await pipeline(Readable.from(inPieces(textsOf(layer))), createWriteStream(path))
}

/** The same in a zip, as Google Earth saves it. */
export async function writeKmz(path: string, layer: SampleLayer): Promise<void> {
  const zip = new ZipFile()
  const options = { mtime: new Date(2024, 0, 1), mode: 0o100644 }
  zip.addReadStreamLazy('doc.kml', options, (done) => {
    done(null, Readable.from(inPieces(textsOf(layer))))
  })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
}

function* textsOf({ name, epsg, fields, features }: SampleLayer): Generator<string> {
  if (epsg !== 4326) throw new RangeError('KML has degrees only')
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>`
  const schema = fields.map(
    (field) => `<SimpleField name="${escape(field.name)}" type="${kmlType(field)}"/>`,
  )
  yield `<name>${escape(name)}</name><Schema id="campos" name="campos">${schema.join('')}</Schema>\n`
  let open: readonly string[] = []
  for (const feature of features) {
    const { folders = [] } = feature
    yield* moveTo(folders, open)
    open = folders
    yield `${placemark(feature, fields)}\n`
  }
  yield* moveTo([], open)
  yield '</Document></kml>\n'
}

function* moveTo(folders: readonly string[], open: readonly string[]): Generator<string> {
  const isSame =
    folders.length === open.length && folders.every((name, place) => name === open[place])
  if (isSame) return
  yield '</Folder>'.repeat(open.length)
  for (const name of folders) yield `<Folder><name>${escape(name)}</name>`
}

function placemark(
  { id, properties, geometry }: SampleFeature,
  fields: readonly SampleField[],
): string {
  const values = fields.flatMap(({ name }) => {
    const value = properties[name] ?? null
    return value === null
      ? []
      : [`<SimpleData name="${escape(name)}">${escape(simpleValue(value))}</SimpleData>`]
  })
  const data = `<ExtendedData><SchemaData schemaUrl="#campos">${values.join('')}</SchemaData></ExtendedData>`
  const attribute = id === undefined ? '' : ` id="${escape(String(id))}"`
  return `<Placemark${attribute}>${data}${geometry === null ? '' : geometryXml(geometry)}</Placemark>`
}

// GDAL takes `true` for 0.
function simpleValue(value: string | number | boolean): string {
  return typeof value === 'boolean' ? String(Number(value)) : String(value)
}

function geometryXml(geometry: SampleGeometry): string {
  const many = (parts: readonly string[]) => `<MultiGeometry>${parts.join('')}</MultiGeometry>`
  switch (geometry.type) {
    case 'Point':
      return pointXml(geometry.coordinates)
    case 'LineString':
      return lineXml(geometry.coordinates)
    case 'Polygon':
      return polygonXml(geometry.coordinates)
    case 'MultiPoint':
      return many(geometry.coordinates.map(pointXml))
    case 'MultiLineString':
      return many(geometry.coordinates.map(lineXml))
    case 'MultiPolygon':
      return many(geometry.coordinates.map(polygonXml))
    case 'GeometryCollection':
      return many(geometry.geometries.map(geometryXml))
  }
}

function coordinatesXml(positions: readonly SamplePosition[]): string {
  return `<coordinates>${positions.map((position) => position.join(',')).join(' ')}</coordinates>`
}

function pointXml(position: SamplePosition): string {
  return `<Point>${coordinatesXml([position])}</Point>`
}

function lineXml(line: readonly SamplePosition[]): string {
  return `<LineString>${coordinatesXml(line)}</LineString>`
}

function polygonXml(rings: readonly (readonly SamplePosition[])[]): string {
  const boundaries = rings.map((ring, place) => {
    const name = place === 0 ? 'outerBoundaryIs' : 'innerBoundaryIs'
    return `<${name}><LinearRing>${coordinatesXml(ring)}</LinearRing></${name}>`
  })
  return `<Polygon>${boundaries.join('')}</Polygon>`
}

function kmlType({ type }: SampleField): string {
  switch (type) {
    case 'integer':
      return 'int'
    case 'number':
      return 'double'
    case 'boolean':
      return 'bool'
    case 'text':
    case 'date':
      return 'string'
  }
}

function escape(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}
