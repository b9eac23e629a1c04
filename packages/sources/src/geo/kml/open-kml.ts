import { chooseLayer } from '../choose-layer.ts'
import type { Feature, FeatureFile, Field, Layer, PropertyValue } from '../feature.ts'
import { inBatches } from '../feature-batches.ts'
import type { FilePart } from '../file-part.ts'
import { exactNumber } from '../exact-number.ts'
import { createFieldSurvey } from '../survey-fields.ts'
import { readPlacemarks } from './read-placemarks.ts'

interface KmlLayer extends Layer {
  readonly file: FilePart
  readonly declared: ReadonlyMap<string, Field>
}

/**
 * Opens KML files, each as a layer; of several only those that have Placemarks. Reads all of them once,
 * for what there is and whether they are whole. Throws `GeoError`.
 */
export async function openKml(
  files: readonly FilePart[],
  { name, close }: { readonly name: string; readonly close: () => void },
): Promise<FeatureFile> {
  const surveyed: { readonly layer: KmlLayer; readonly isEmpty: boolean }[] = []
  for (const file of files) surveyed.push(await surveyLayer(file, name))
  const filled = surveyed.filter(({ isEmpty }) => !isEmpty)
  const layers = withNames(
    (filled.length > 0 ? filled : surveyed.slice(0, 1)).map(({ layer }) => layer),
  )
  return {
    format: 'kml',
    layers,
    features(layer) {
      const { file, declared } = chooseLayer(layers, layer)
      return inBatches(withTypes(readPlacemarks(file), declared))
    },
    close,
  }
}

async function surveyLayer(
  file: FilePart,
  name: string,
): Promise<{ readonly layer: KmlLayer; readonly isEmpty: boolean }> {
  const survey = createFieldSurvey(file.name)
  const declared = new Map<string, Field>()
  let documentName = ''
  let isEmpty = true
  const features = readPlacemarks(file, {
    onName: (found) => (documentName ||= found),
    onField: (field) => declared.set(field.name, field),
  })
  for await (const { properties } of features) {
    isEmpty = false
    for (const [property, value] of properties)
      survey.add(property, value === null ? undefined : 'text')
  }
  const layer: KmlLayer = {
    file,
    declared,
    name: documentName === '' ? name : documentName,
    // The format knows no other.
    crs: { epsg: 4326 },
    fields: survey.fields().map((field) => declared.get(field.name) ?? field),
    encoding: { name: 'xml', from: 'file' },
    hasMeasures: false,
    missing: [],
  }
  return { layer, isEmpty }
}

// Documents in one archive may be called the same.
function withNames(layers: readonly KmlLayer[]): readonly KmlLayer[] {
  const areUnique = new Set(layers.map(({ name }) => name)).size === layers.length
  return areUnique ? layers : layers.map((layer) => ({ ...layer, name: layer.file.name }))
}

async function* withTypes(
  features: AsyncIterable<Feature>,
  declared: ReadonlyMap<string, Field>,
): AsyncGenerator<Feature> {
  for await (const feature of features) {
    if (declared.size === 0) {
      yield feature
      continue
    }
    const properties = new Map<string, PropertyValue>()
    const faults = [...feature.faults]
    for (const [property, value] of feature.properties) {
      const typed = typedValue(value, declared.get(property))
      properties.set(property, typed ?? null)
      if (typed === undefined && typeof value === 'string') {
        const isBoolean = declared.get(property)?.type === 'boolean'
        faults.push({ kind: isBoolean ? 'not a boolean' : 'not a number', property, value })
      }
    }
    yield { ...feature, properties, faults }
  }
}

function typedValue(value: PropertyValue, field: Field | undefined): PropertyValue | undefined {
  if (typeof value !== 'string') return value
  const type = field?.type
  if (type === 'integer' || type === 'number') return exactNumber(value)
  if (type !== 'boolean') return value
  if (/^(1|true)$/i.test(value)) return true
  return /^(0|false)$/i.test(value) ? false : undefined
}
