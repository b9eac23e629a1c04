import { Database } from 'node-sqlite3-wasm'
import { rm } from 'node:fs/promises'
import { esriWkt } from './esri-wkt.ts'
import type { SampleField, SampleLayer } from './sample-layer.ts'
import { sampleWkb } from './sample-wkb.ts'

/**
 * Writes a GeoPackage with a table for each layer, in place of a file that is there. Ids of features
 * have to be whole numbers.
 */
export async function writeGeopackage(path: string, layers: readonly SampleLayer[]): Promise<void> {
  await rm(path, { force: true })
  const database = new Database(path)
  try {
    database.exec(tables)
    database.exec('begin')
    for (const layer of layers) writeLayer(database, layer)
    database.exec('commit')
  } finally {
    database.close()
  }
}

// https://www.geopackage.org/spec131/, version 1.3
const tables = `
pragma application_id = 0x47504b47;
pragma user_version = 10300;
create table gpkg_spatial_ref_sys (srs_name text not null, srs_id integer primary key,
  organization text not null, organization_coordsys_id integer not null, definition text not null,
  description text);
insert into gpkg_spatial_ref_sys values
  ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', null),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', null);
create table gpkg_contents (table_name text not null primary key, data_type text not null,
  identifier text unique, description text default '',
  last_change datetime not null default '2024-01-01T00:00:00.000Z',
  min_x double, min_y double, max_x double, max_y double, srs_id integer);
create table gpkg_geometry_columns (table_name text not null, column_name text not null,
  geometry_type_name text not null, srs_id integer not null, z tinyint not null, m tinyint not null,
  primary key (table_name, column_name));`

function writeLayer(database: Database, { name, epsg, fields, features }: SampleLayer): void {
  database.run(`insert or ignore into gpkg_spatial_ref_sys values (?, ?, 'EPSG', ?, ?, null)`, [
    `EPSG:${epsg}`,
    epsg,
    epsg,
    esriWkt(epsg),
  ])
  database.run(
    `insert into gpkg_contents (table_name, data_type, identifier, srs_id) values (?, 'features', ?, ?)`,
    [name, name, epsg],
  )
  database.run(`insert into gpkg_geometry_columns values (?, 'geom', 'GEOMETRY', ?, 2, 0)`, [
    name,
    epsg,
  ])
  const columns = fields.map((field) => `${quote(field.name)} ${columnType(field)}`)
  database.exec(
    `create table ${quote(name)} (fid integer primary key, geom geometry${columns.map((column) => `, ${column}`).join('')})`,
  )
  const places = fields.map(() => ', ?').join('')
  const insert = database.prepare(`insert into ${quote(name)} values (?, ?${places})`)
  try {
    for (const { id, geometry, properties } of features) {
      const blob = geometry === null ? null : Buffer.concat([blobHead(epsg), sampleWkb(geometry)])
      const values = fields.map((field) => properties[field.name] ?? null)
      insert.run([id === undefined ? null : Number(id), blob, ...values])
    }
  } finally {
    insert.finalize()
  }
}

// Little-endian, without an envelope.
function blobHead(srs: number): Buffer {
  const bytes = Buffer.from([0x47, 0x50, 0, 1, 0, 0, 0, 0])
  bytes.writeInt32LE(srs, 4)
  return bytes
}

function columnType({ type }: SampleField): string {
  switch (type) {
    case 'text':
      return 'text'
    case 'integer':
      return 'integer'
    case 'number':
      return 'double'
    case 'boolean':
      return 'boolean'
    case 'date':
      return 'date'
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
