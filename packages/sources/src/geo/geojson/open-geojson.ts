import { crsOfName } from '../crs/crs-of-name.ts'
import { chooseLayer } from '../choose-layer.ts'
import { textDecoder, type DecodeText, type GeoEncoding } from '../decode-text.ts'
import type { Feature, FeatureFile, FieldType, Layer } from '../feature.ts'
import { exactNumber } from '../exact-number.ts'
import { inBatches } from '../feature-batches.ts'
import type { FilePart } from '../file-part.ts'
import { createFieldSurvey } from '../survey-fields.ts'
import { damagedFeature, featureOfJson } from './geojson-feature.ts'
import { isJsonObject, LongNumber, type JsonValue } from './parse-json.ts'
import { namedCrs, parseText, readCollection, type JsonFeature } from './read-collection.ts'

/**
 * Opens a file of GeoJSON. Reads all of it once, for what its features have and whether it is whole.
 * Throws `GeoError`.
 */
export async function openGeojson(
  file: FilePart,
  { name, encoding }: { readonly name: string; readonly encoding: GeoEncoding | undefined },
): Promise<FeatureFile> {
  const decode = textDecoder(encoding ?? 'utf-8')
  const layers = [{ ...(await surveyLayer(file, decode)), name, ...encodingOfLayer(encoding) }]
  return {
    format: 'geojson',
    layers,
    features(layer) {
      chooseLayer(layers, layer)
      return inBatches(readFeatures(file, decode))
    },
    close: () => undefined,
  }
}

function encodingOfLayer(declared: GeoEncoding | undefined): Pick<Layer, 'encoding'> {
  const from = declared === undefined ? 'format' : 'declared'
  return { encoding: { name: declared ?? 'utf-8', from } }
}

async function surveyLayer(
  file: FilePart,
  decode: DecodeText,
): Promise<Omit<Layer, 'name' | 'encoding'>> {
  const survey = createFieldSurvey(file.name)
  const features = readCollection(file, decode)
  for (;;) {
    const next = await features.next()
    if (next.done === true) {
      const crs = namedCrs(next.value)
      return {
        // RFC 7946, section 4: where no other is named.
        crs: crs === undefined ? { epsg: 4326 } : crsOfName(crs),
        fields: survey.fields(),
        hasMeasures: false,
        missing: [],
      }
    }
    const { bytes } = next.value
    const parsed = bytes && parseText(bytes, decode)
    if (parsed === undefined || parsed.fault !== undefined) continue
    const members = isJsonObject(parsed.value) ? parsed.value.get('properties') : undefined
    if (!isJsonObject(members)) continue
    for (const [property, held] of members) survey.add(property, typeOf(held))
  }
}

function typeOf(value: JsonValue): FieldType | undefined {
  if (value === null) return undefined
  if (value instanceof LongNumber) {
    const exact = exactNumber(value.text)
    const isInteger =
      typeof exact === 'number' ? Number.isInteger(exact) : /^-?\d+$/.test(value.text)
    return isInteger ? 'integer' : 'number'
  }
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  if (typeof value === 'boolean') return 'boolean'
  return typeof value === 'string' ? 'text' : 'json'
}

async function* readFeatures(file: FilePart, decode: DecodeText): AsyncGenerator<Feature> {
  for await (const found of readCollection(file, decode)) yield featureOf(found, decode)
}

function featureOf({ number, offset, bytes }: JsonFeature, decode: DecodeText): Feature {
  if (bytes === undefined) return damagedFeature({ number, offset, kind: 'too complex' })
  const parsed = parseText(bytes, decode)
  return parsed.fault === undefined
    ? featureOfJson(parsed.value, { number, offset })
    : damagedFeature({ number, offset, kind: parsed.fault })
}
