import type { DecodeText } from '../decode-text.ts'
import type { FilePart } from '../file-part.ts'
import { GeoError } from '../geo-error.ts'
import { isGeometryType } from './geojson-geometry.ts'
import { JsonValues } from './json-values.ts'
import { isJsonObject, parseJson, TooManyValuesError, type JsonValue } from './parse-json.ts'

/** A feature as it stands in the file; undefined bytes where it has more than one may have. */
export interface JsonFeature {
  readonly number: number
  readonly offset: number
  readonly bytes: Buffer | undefined
}

/** A border of a country has a few megabytes; parsed, this many may take ten times as much memory. */
export const maxFeatureBytes = 16 * 1024 * 1024
const maxMemberBytes = 1024 * 1024
const maxNameBytes = 1024

const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const comma = 0x2c
const colon = 0x3a

/**
 * The features of a file of GeoJSON: a FeatureCollection, a Feature or a geometry alone, or a
 * sequence of these, with or without RFC 8142's signs between. Memory holds one. Returns the other
 * members of the collection. Throws `GeoError`.
 */
export async function* readCollection(
  file: FilePart,
  decode: DecodeText,
): AsyncGenerator<JsonFeature, ReadonlyMap<string, JsonValue>> {
  const values = new JsonValues(withoutMark(file.open()), file.name)
  try {
    const members = yield* readFirst(values, decode)
    let number = members.features
    if (members.isCollection) {
      if ((await values.peek()) !== undefined) throw values.failure('damaged')
      return members.others
    }
    while ((await values.peek()) !== undefined) {
      number += 1
      const offset = values.offset
      if ((await values.peek()) !== openBrace) throw values.failure('damaged')
      yield { number, offset, bytes: await values.value(maxFeatureBytes) }
    }
    return new Map()
  } finally {
    await values.close()
  }
}

interface FirstObject {
  readonly isCollection: boolean
  readonly features: number
  readonly others: ReadonlyMap<string, JsonValue>
}

// Whether it is a collection may be said behind the features.
async function* readFirst(
  values: JsonValues,
  decode: DecodeText,
): AsyncGenerator<JsonFeature, FirstObject> {
  const start = values.offset
  if ((await values.peek()) !== openBrace) throw values.failure('damaged')
  await values.take(openBrace)
  const others = new Map<string, JsonValue>()
  const kept: Buffer[] = []
  let keptBytes = 0
  let features: number | undefined
  if (!(await values.takeIf(closeBrace))) {
    do {
      const nameBytes = await values.value(maxNameBytes)
      const name = nameBytes && valueOf(parseText(nameBytes, decode))
      if (nameBytes === undefined || typeof name !== 'string') throw values.failure('damaged')
      await values.take(colon)
      const isOfFeature = name === 'geometry' || name === 'properties' || name === 'coordinates'
      const isLarge = isOfFeature || name === 'geometries'
      if (name === 'features' && features === undefined && (await values.peek()) === openBracket) {
        features = yield* readList(values)
        continue
      }
      const bytes = await values.value(isLarge ? maxFeatureBytes : maxMemberBytes)
      keptBytes += nameBytes.length + (bytes?.length ?? 0)
      if (bytes === undefined || keptBytes > maxFeatureBytes) throw values.failure('too large')
      kept.push(nameBytes, bytes)
      if (isLarge) continue
      const value = valueOf(parseText(bytes, decode))
      if (value === undefined) throw values.failure('damaged')
      others.set(name, value)
    } while (await values.takeIf(comma))
    await values.take(closeBrace)
  }
  const type = others.get('type')
  if (type === 'FeatureCollection' && features !== undefined) {
    return { isCollection: true, features, others }
  }
  if (features !== undefined || (type !== 'Feature' && !isGeometryType(type))) {
    throw new GeoError('unknown format', { reason: 'no GeoJSON' })
  }
  yield { number: 1, offset: start, bytes: objectOf(kept) }
  return { isCollection: false, features: 1, others: new Map() }
}

async function* readList(values: JsonValues): AsyncGenerator<JsonFeature, number> {
  let number = 0
  await values.take(openBracket)
  if (await values.takeIf(closeBracket)) return number
  do {
    number += 1
    await values.peek()
    yield { number, offset: values.offset, bytes: await values.value(maxFeatureBytes) }
  } while (await values.takeIf(comma))
  await values.take(closeBracket)
  return number
}

function objectOf(namesAndValues: readonly Buffer[]): Buffer {
  const pieces = namesAndValues.flatMap((bytes, place) => {
    const isName = place % 2 === 0
    return isName ? [Buffer.from(place === 0 ? '{' : ','), bytes, Buffer.from(':')] : [bytes]
  })
  return Buffer.concat([...pieces, Buffer.from('}')])
}

function valueOf(parsed: ParsedText): JsonValue | undefined {
  return parsed.fault === undefined ? parsed.value : undefined
}

export type ParsedText =
  | { readonly value: JsonValue; readonly fault?: never }
  | { readonly fault: 'not in the encoding' | 'damaged feature' | 'too complex' }

/** The value that bytes are, or why they are none. */
export function parseText(bytes: Buffer, decode: DecodeText): ParsedText {
  const text = decode(bytes)
  if (text === undefined) return { fault: 'not in the encoding' }
  try {
    return { value: parseJson(text) }
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: 'damaged feature' }
    if (error instanceof TooManyValuesError) return { fault: 'too complex' }
    throw error
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

async function* withoutMark(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true
  for await (const chunk of bytes) {
    const hasMark = isFirst && chunk.subarray(0, 3).equals(byteOrderMark)
    isFirst = false
    yield hasMark ? chunk.subarray(3) : chunk
  }
}

/** The older way to name the system of coordinates; RFC 7946 knows EPSG:4326 only. */
export function namedCrs(members: ReadonlyMap<string, JsonValue>): string | undefined {
  const crs = members.get('crs')
  const properties = isJsonObject(crs) ? crs.get('properties') : undefined
  const name = isJsonObject(properties) ? properties.get('name') : undefined
  return typeof name === 'string' ? name : undefined
}
