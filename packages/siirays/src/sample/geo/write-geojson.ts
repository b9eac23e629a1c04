import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { SampleFeature, SampleLayer } from './sample-layer.ts'
import { inPieces } from './in-pieces.ts'

export interface SampleGeojson extends SampleLayer {
  /** Whether features follow each other without a collection around (RFC 8142). */
  readonly isSequence?: boolean
}

/** Writes GeoJSON, with the older `crs` where its coordinates are not degrees. Memory holds one piece. */
export async function writeGeojson(path: string, layer: SampleGeojson): Promise<void> {
  await pipeline(Readable.from(inPieces(textsOf(layer))), createWriteStream(path))
}

function* textsOf({ name, epsg, features, isSequence = false }: SampleGeojson): Generator<string> {
  if (isSequence) {
    for (const feature of features) yield `\x1e${featureText(feature)}\n`
    return
  }
  const crs = { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${epsg}` } }
  const member = epsg === 4326 ? '' : `"crs":${JSON.stringify(crs)},`
  yield `{"type":"FeatureCollection","name":${JSON.stringify(name)},${member}"features":[`
  let separator = '\n'
  for (const feature of features) {
    yield `${separator}${featureText(feature)}`
    separator = ',\n'
  }
  yield '\n]}\n'
}

function featureText({ id, properties, geometry }: SampleFeature): string {
  return JSON.stringify({
    type: 'Feature',
    ...(id === undefined ? {} : { id }),
    properties,
    geometry,
  })
}
