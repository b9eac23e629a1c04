import { open } from 'node:fs/promises'
import { Database, type Statement } from 'node-sqlite3-wasm'
import { chooseLayer } from '../choose-layer.ts'
import type { Feature, FeatureFault, FeatureFile, Field, PropertyValue } from '../feature.ts'
import { inBatches } from '../feature-batches.ts'
import { GeoError } from '../geo-error.ts'
import type { Geometry } from '../geometry/geometry.ts'
import { GeometryFault } from '../geometry/geometry-fault.ts'
import { describeTables, type FeatureTable } from './describe-tables.ts'
import { decodeGeopackageBlob } from './geopackage-blob.ts'

/** A million positions. */
const maxGeometryBytes = 24 * 1024 * 1024

/**
 * Opens a GeoPackage, which is not written: neither to it nor beside it. Throws `GeoError`, here or
 * when features are read.
 */
export async function openGeopackage(path: string, part: string): Promise<FeatureFile> {
  await requireFinished(path, part)
  const database = attempt(part, () => new Database(path, { readOnly: true, fileMustExist: true }))
  let isOpen = true
  const close = () => {
    if (isOpen) database.close()
    isOpen = false
  }
  try {
    const layers = attempt(part, () => {
      database.exec(
        'pragma trusted_schema = off; pragma cell_size_check = on; pragma mmap_size = 0',
      )
      return describeTables(database).map((table) => ({
        ...table,
        encoding: { name: 'utf-8', from: 'format' } as const,
        missing: [],
      }))
    })
    if (layers.length === 0) throw new GeoError('no layers', { part })
    return {
      format: 'geopackage',
      layers,
      features: (layer) =>
        inBatches(readFeatures(database, { table: chooseLayer(layers, layer), part })),
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

const journalVersionAt = 18
const writeAhead = 2

// The rest of a database with a write-ahead log stands beside it, in a file that is not taken.
async function requireFinished(path: string, part: string): Promise<void> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(100)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    if (bytesRead < head.length) throw new GeoError('truncated', { part, offset: bytesRead })
    if (head[journalVersionAt] === writeAhead || head[journalVersionAt + 1] === writeAhead) {
      throw new GeoError('unfinished', { part })
    }
    const pageBytes = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16)
    const { size } = await file.stat()
    if (size < head.readUInt32BE(28) * pageBytes)
      throw new GeoError('truncated', { part, offset: size })
  } finally {
    await file.close()
  }
}

function attempt<Result>(part: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof GeoError) throw error
    throw new GeoError('damaged', { part, reason: reasonOf(error) }, error)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'unknown'
}

function* readFeatures(
  database: Database,
  { table, part }: { readonly table: FeatureTable; readonly part: string },
): Generator<Feature> {
  const statement = attempt(part, () => database.prepare(selectRows(table)))
  try {
    const rows = statement.iterate() as IterableIterator<Readonly<Record<string, unknown>>>
    for (let number = 1; ; number += 1) {
      const next = attemptAt(() => rows.next(), { part, layer: table.name, feature: number })
      if (next.done === true) return
      yield featureOf(next.value, { table, number })
    }
  } finally {
    finalize(statement)
  }
}

function attemptAt<Result>(work: () => Result, facts: GeoError['facts']): Result {
  try {
    return work()
  } catch (error) {
    throw new GeoError('damaged', { ...facts, reason: reasonOf(error) }, error)
  }
}

// Ends with the error once more that a statement has failed with.
function finalize(statement: Statement): void {
  try {
    if (!statement.isFinalized) statement.finalize()
  } catch {
    // It was thrown when it came first.
  }
}

// Integers as text: one with more digits than a double keeps has them all.
function selectRows({ name, geometryColumn, keyColumn, fields }: FeatureTable): string {
  const key = keyColumn === undefined ? 'null' : `cast(${quote(keyColumn)} as text)`
  const geometry = quote(geometryColumn)
  const values = fields.map(({ name: field, type }, place) => {
    const column = quote(field)
    const isRead = type !== 'unsupported'
    const value = `case typeof(${column}) when 'integer' then cast(${column} as text) else ${column} end`
    return `${isRead ? value : 'null'} as v${place}, ${isRead ? `typeof(${column})` : `'null'`} as t${place}`
  })
  return `select ${key} as id, length(${geometry}) as bytes, typeof(${geometry}) as kind,
    case when length(${geometry}) <= ${maxGeometryBytes} then ${geometry} end as geometry
    ${values.map((value) => `, ${value}`).join('')} from ${quote(name)}`
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function featureOf(
  row: Readonly<Record<string, unknown>>,
  { table, number }: { readonly table: FeatureTable; readonly number: number },
): Feature {
  const faults: FeatureFault[] = []
  const geometry = geometryOf(row, faults)
  const properties = new Map<string, PropertyValue>()
  for (const [place, field] of table.fields.entries()) {
    const value = valueOf(row[`v${place}`], { kind: row[`t${place}`], field })
    properties.set(field.name, value ?? null)
    if (value === undefined) faults.push({ kind: 'unsupported type', property: field.name })
  }
  const id = row['id']
  return { number, ...(typeof id === 'string' ? { id } : {}), properties, geometry, faults }
}

function geometryOf(
  row: Readonly<Record<string, unknown>>,
  faults: FeatureFault[],
): Geometry | null {
  const { geometry, kind } = row
  if (kind === 'null') return null
  try {
    if (kind !== 'blob') throw new GeometryFault('damaged geometry', 'no binary')
    if (Number(row['bytes']) > maxGeometryBytes) throw new GeometryFault('too complex')
    if (!(geometry instanceof Uint8Array)) throw new GeometryFault('damaged geometry', 'empty')
    return decodeGeopackageBlob(geometry)
  } catch (error) {
    if (!(error instanceof GeometryFault)) throw error
    const { reason } = error
    faults.push({ kind: error.kind, ...(reason === undefined ? {} : { reason }) })
    return null
  }
}

function valueOf(
  value: unknown,
  { kind, field }: { readonly kind: unknown; readonly field: Field },
): PropertyValue | undefined {
  if (field.type === 'unsupported') return undefined
  switch (kind) {
    case 'null':
      return null
    case 'integer': {
      const text = String(value)
      if (field.type === 'boolean') return text !== '0'
      const number = Number(text)
      return Number.isSafeInteger(number) ? number : text
    }
    case 'real':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined
    case 'text':
      return typeof value === 'string' ? value : undefined
    case 'blob':
      return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : ''
    default:
      return undefined
  }
}
