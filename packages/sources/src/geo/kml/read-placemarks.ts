import type { Feature, FeatureFault, Field, FieldType, PropertyValue } from '../feature.ts'
import type { FilePart } from '../file-part.ts'
import { GeoError } from '../geo-error.ts'
import type { Geometry } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'
import { createGeometryBuilder, type GeometryBuilder } from './geometry-builder.ts'
import { parseXml } from './parse-xml.ts'

/** The property with the names of the folders around a Placemark, the outermost first. */
export const folderProperty = 'folder'

export interface ReadOptions {
  /** Called with the name of the document, and for each field that a schema of the file declares. */
  readonly onName?: (name: string) => void
  readonly onField?: (field: Field) => void
}

const plainProperties = new Set(['name', 'description', 'address', 'phoneNumber', 'visibility'])
const times = new Set(['when', 'begin', 'end'])
const maxPropertyUnits = 16 * 1024 * 1024

/**
 * The Placemarks of a KML file, in their order. What it refers to is not fetched: neither links,
 * pictures nor styles. Throws `GeoError`.
 */
export async function* readPlacemarks(
  file: FilePart,
  options: ReadOptions = {},
): AsyncGenerator<Feature> {
  const ready: Feature[] = []
  const state = createPlacemarkState(file.name, {
    ...options,
    onFeature: (each) => ready.push(each),
  })
  const pieces = parseXml(file, state)
  try {
    while ((await pieces.next()).done !== true) {
      yield* ready
      ready.length = 0
    }
  } finally {
    await pieces.return(undefined)
  }
  if (!state.isKml()) throw new GeoError('unknown format', { part: file.name, reason: 'no KML' })
}

interface Placemark {
  readonly id: string | undefined
  readonly properties: Map<string, PropertyValue>
  readonly geometry: GeometryBuilder
  readonly depth: number
}

function createPlacemarkState(
  part: string,
  { onFeature, onName, onField }: ReadOptions & { readonly onFeature: (feature: Feature) => void },
) {
  const path: string[] = []
  const folders: { name: string; readonly depth: number }[] = []
  let root: string | undefined
  let number = 0
  let placemark: Placemark | undefined
  let text: string[] | undefined
  let units = 0
  let dataName = ''
  const parent = () => path.at(-2)

  const open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    root ??= name
    path.push(name)
    if (placemark === undefined) {
      openOutside(name, attributes)
      return
    }
    if (placemark.geometry.open(name)) return
    if (name === 'Data' || name === 'SimpleData') dataName = attributes['name'] ?? ''
    const isOfPlacemark = path.length === placemark.depth + 1
    const isText =
      name === 'SimpleData' ||
      (name === 'value' && parent() === 'Data') ||
      (isOfPlacemark && plainProperties.has(name)) ||
      (times.has(name) && (parent() === 'TimeStamp' || parent() === 'TimeSpan'))
    if (isText) startText()
  }
  const openOutside = (name: string, attributes: Readonly<Record<string, string>>): void => {
    if (name === 'Placemark') {
      placemark = {
        id: attributes['id'],
        properties: new Map(),
        geometry: createGeometryBuilder(),
        depth: path.length,
      }
    } else if (name === 'Folder') {
      folders.push({ name: '', depth: path.length })
    } else if (name === 'name' && (parent() === 'Folder' || parent() === 'Document')) {
      startText()
    } else if (name === 'SimpleField' && attributes['name'] !== undefined) {
      onField?.({ name: attributes['name'], type: fieldType(attributes['type'] ?? '') })
    }
  }
  const startText = () => {
    text = []
    units = 0
  }
  const takeText = (): string | undefined => {
    const whole = text?.join('').trim()
    text = undefined
    return whole
  }
  const close = (name: string): void => {
    if (placemark === undefined) {
      closeOutside(name)
    } else if (name === 'Placemark' && path.length === placemark.depth) {
      number += 1
      const names = folders.map((folder) => folder.name).filter((folder) => folder !== '')
      if (names.length > 0) placemark.properties.set(folderProperty, names.join('/'))
      onFeature(featureOf(placemark, number))
      placemark = undefined
    } else {
      const value = takeText()
      if (value !== undefined) {
        const property = name === 'SimpleData' || name === 'value' ? dataName : name
        if (property !== '') placemark.properties.set(property, value === '' ? null : value)
      }
      placemark.geometry.close(name)
    }
    path.pop()
  }
  const closeOutside = (name: string): void => {
    const value = takeText()
    const folder = folders.at(-1)
    if (name === 'Folder') folders.pop()
    else if (value !== undefined && parent() === 'Document') onName?.(value)
    else if (value !== undefined && folder?.depth === path.length - 1) folder.name = value
  }
  return {
    open,
    close,
    text(piece: string) {
      placemark?.geometry.text(piece)
      if (text === undefined) return
      units += piece.length
      if (units > maxPropertyUnits) throw new GeoError('too large', { part, feature: number + 1 })
      text.push(piece)
    },
    isKml: () => root === 'kml' || root === 'Document' || root === 'Folder' || root === 'Placemark',
  }
}

function featureOf({ id, properties, geometry }: Placemark, number: number): Feature {
  let built: Geometry | null = null
  const faults: FeatureFault[] = []
  try {
    built = geometry.finish()
  } catch (error) {
    if (!(error instanceof GeometryFault)) throw error
    const { kind, reason } = error
    faults.push({ kind, ...(reason === undefined ? {} : { reason }) })
  }
  return { number, ...(id === undefined ? {} : { id }), properties, geometry: built, faults }
}

// https://docs.ogc.org/is/12-007r2/12-007r2.html, kml:SimpleField
function fieldType(type: string): FieldType {
  switch (type) {
    case 'int':
    case 'uint':
    case 'short':
    case 'ushort':
      return 'integer'
    case 'float':
    case 'double':
      return 'number'
    case 'bool':
      return 'boolean'
    default:
      return 'text'
  }
}
