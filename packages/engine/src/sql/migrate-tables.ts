import type { Column, Reference, Table } from '@aaps-data/catalog'
import { columnList, qualifiedName, quoteIdentifier, quoteLiteral } from './quote-identifier.ts'

export function createSchema(schema: string): string {
  return `create schema if not exists ${quoteIdentifier(schema)}`
}

export function createTable(schema: string, { name, columns, key }: Table): string {
  const parts = columns.map(declaration)
  if (key.length > 0) parts.push(`primary key (${columnList(key)})`)
  return `create table ${qualifiedName(schema, name)} (${parts.join(', ')})`
}

export function commentTable(schema: string, table: string, comment: string): string {
  return `comment on table ${qualifiedName(schema, table)} is ${quoteLiteral(comment)}`
}

/** A column that is added takes nulls until the next run has filled it. */
export function addColumn(schema: string, table: string, column: Column): string {
  const nullable = { ...column, nullable: true }
  return `alter table ${qualifiedName(schema, table)} add column ${declaration(nullable)}`
}

export function dropNotNull(schema: string, table: string, column: string): string {
  return `alter table ${qualifiedName(schema, table)} alter column ${quoteIdentifier(column)} drop not null`
}

export function addPrimaryKey(schema: string, table: string, key: readonly string[]): string {
  return `alter table ${qualifiedName(schema, table)} add primary key (${columnList(key)})`
}

/** Deferrable, so that rows may come in any order and references go round in a circle. */
export function addReference(schema: string, table: string, reference: Reference): string {
  return `alter table ${qualifiedName(schema, table)} add foreign key (${columnList(reference.columns)})
    references ${qualifiedName(schema, reference.table)} (${columnList(reference.foreignColumns)})
    deferrable initially immediate`
}

export function makeDeferrable(schema: string, table: string, constraint: string): string {
  return `alter table ${qualifiedName(schema, table)} alter constraint ${quoteIdentifier(constraint)}
    deferrable initially immediate`
}

/** Without it, each row deleted from the referenced table reads the whole of this one. */
export function createIndex(schema: string, table: string, columns: readonly string[]): string {
  return `create index on ${qualifiedName(schema, table)} (${columnList(columns)})`
}

function declaration({ name, type, nullable }: Column): string {
  return `${quoteIdentifier(name)} ${type}${nullable ? '' : ' not null'}`
}
