import type { Database } from 'node-sqlite3-wasm'
import type { Crs } from '../crs/crs.ts'
import { crsOfWkt } from '../crs/recognise-wkt.ts'
import type { Field, FieldType } from '../feature.ts'
import { GeoError } from '../geo-error.ts'

/** A table of features, as the GeoPackage describes it. */
export interface FeatureTable {
  readonly name: string
  readonly crs: Crs | undefined
  readonly hasMeasures: boolean
  readonly geometryColumn: string
  /** The column that is the row's own number; undefined where the table gives it no name. */
  readonly keyColumn: string | undefined
  /** Without the geometry. */
  readonly fields: readonly Field[]
}

/** The tables of features that a GeoPackage lists. Throws `GeoError`. */
export function describeTables(database: Database): readonly FeatureTable[] {
  const listed = database.all(
    `select c.table_name, g.column_name, g.m, s.organization, s.organization_coordsys_id, s.definition
       from gpkg_contents c
       join gpkg_geometry_columns g on g.table_name = c.table_name
       left join gpkg_spatial_ref_sys s on s.srs_id = g.srs_id
      where c.data_type = 'features' order by c.table_name`,
  )
  return listed.map((row) => {
    const name = textOf(row['table_name'])
    requireTable(database, name)
    const columns = columnsOf(database, name)
    const geometryColumn = textOf(row['column_name'])
    const key = columns.find(({ isKey }) => isKey)
    const isThere = columns.some((column) => column.name === geometryColumn)
    if (!isThere) throw new GeoError('damaged', { layer: name, reason: 'geometry column' })
    return {
      name,
      crs: crsOf(row),
      // 0: none, 1: all, 2: some.
      hasMeasures: row['m'] !== 0,
      geometryColumn,
      keyColumn: key?.name,
      fields: columns
        .filter((column) => column.name !== geometryColumn && column !== key)
        .map((column) => ({ name: column.name, type: column.type })),
    }
  })
}

// A view or a virtual table runs what the file says.
function requireTable(database: Database, name: string): void {
  const row = database.get(`select sql from sqlite_schema where type = 'table' and name = ?`, [
    name,
  ])
  if (row === null) throw new GeoError('unsupported', { layer: name, reason: 'no plain table' })
  const isPlain = /^\s*create\s+table\b/i.test(textOf(row['sql']))
  if (!isPlain) throw new GeoError('unsupported', { layer: name, reason: 'virtual table' })
}

interface TableColumn extends Field {
  readonly isKey: boolean
}

const mostColumns = 2_000

function columnsOf(database: Database, table: string): readonly TableColumn[] {
  const columns = database.all('select name, type, pk, hidden from pragma_table_xinfo(?)', [table])
  if (columns.length > mostColumns)
    throw new GeoError('too large', { layer: table, reason: 'columns' })
  const keys = columns.filter(({ pk }) => pk !== 0)
  return columns.map(({ name, type, pk, hidden }) => {
    const declared = textOf(type).toUpperCase()
    // Only this one is the number of the row itself.
    const isKey = pk === 1 && keys.length === 1 && declared === 'INTEGER'
    // What is generated is computed by what the file says.
    const isPlain = hidden === 0
    return { name: textOf(name), type: isPlain ? fieldType(declared) : 'unsupported', isKey }
  })
}

// https://www.geopackage.org/spec131/#table_column_data_types
function fieldType(declared: string): FieldType {
  switch (declared.replace(/\s*\(.*$/, '')) {
    case 'BOOLEAN':
      return 'boolean'
    case 'TINYINT':
    case 'SMALLINT':
    case 'MEDIUMINT':
    case 'INT':
    case 'INTEGER':
      return 'integer'
    case 'FLOAT':
    case 'DOUBLE':
    case 'REAL':
    case 'NUMERIC':
      return 'number'
    case 'BLOB':
      return 'bytes'
    case 'DATE':
      return 'date'
    case 'DATETIME':
      return 'timestamp'
    default:
      return 'text'
  }
}

function crsOf(row: Readonly<Record<string, unknown>>): Crs | undefined {
  const organization = row['organization']
  const code = Number(row['organization_coordsys_id'])
  const definition = row['definition']
  const text = typeof definition === 'string' && definition !== 'undefined' ? definition : undefined
  const isEpsg = typeof organization === 'string' && organization.toUpperCase() === 'EPSG'
  if (isEpsg && Number.isInteger(code) && code > 0) return { epsg: code, ...(text && { text }) }
  return text === undefined ? undefined : crsOfWkt(text)
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new GeoError('damaged', { reason: 'description' })
  return value
}
