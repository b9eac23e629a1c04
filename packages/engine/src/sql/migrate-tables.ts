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

/** Only to a type that holds every value of the one before. */
export function widenColumn(
  schema: string,
  table: string,
  { name, type }: { readonly name: string; readonly type: string },
): string {
  return `alter table ${qualifiedName(schema, table)} alter column ${quoteIdentifier(name)} type ${type}`
}

export function commentColumn(
  schema: string,
  table: string,
  column: string,
  comment: string,
): string {
  const name = `${qualifiedName(schema, table)}.${quoteIdentifier(column)}`
  return `comment on column ${name} is ${quoteLiteral(comment)}`
}

/** May fail or change values: for a person who has looked at them. */
export function convertColumn(schema: string, table: string, column: Column): string {
  return `${widenColumn(schema, table, column)} using ${quoteIdentifier(column.name)}::${column.type}`
}

/** Keeps the values, which are no longer computed. */
export function dropExpression(schema: string, table: string, column: string): string {
  return `alter table ${qualifiedName(schema, table)} alter column ${quoteIdentifier(column)} drop expression`
}

/** Fails where the column holds a null. */
export function setNotNull(schema: string, table: string, column: string): string {
  return `alter table ${qualifiedName(schema, table)} alter column ${quoteIdentifier(column)} set not null`
}

export function dropNotNull(schema: string, table: string, column: string): string {
  return `alter table ${qualifiedName(schema, table)} alter column ${quoteIdentifier(column)} drop not null`
}

export function addPrimaryKey(schema: string, table: string, key: readonly string[]): string {
  return `alter table ${qualifiedName(schema, table)} add primary key (${columnList(key)})`
}

/** References to the key that there was have to be dropped before. */
export function replacePrimaryKey(
  schema: string,
  table: string,
  { constraint, key }: { readonly constraint: string; readonly key: readonly string[] },
): string {
  const drop = `alter table ${qualifiedName(schema, table)} drop constraint ${quoteIdentifier(constraint)}`
  return key.length === 0 ? drop : `${drop}, add primary key (${columnList(key)})`
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

/** Fails where a table refers to this one, rather than to delete its rows with it. */
export function emptyTable(schema: string, table: string): string {
  return `truncate ${qualifiedName(schema, table)}`
}

/** The rows in which one of these columns is null. */
export function selectNulls(schema: string, table: string, columns: readonly string[]): string {
  const isNull = columns.map((column) => `${quoteIdentifier(column)} is null`).join(' or ')
  return `select * from ${qualifiedName(schema, table)} where ${isNull}`
}

/** The rows that refer to nothing. */
export function selectOrphans(
  schema: string,
  table: string,
  { columns, table: other, foreignColumns }: Reference,
): string {
  const refers = columns.map((column) => `r.${quoteIdentifier(column)} is not null`)
  const meets = columns.map(
    (column, place) =>
      `o.${quoteIdentifier(foreignColumns[place] ?? '')} = r.${quoteIdentifier(column)}`,
  )
  return `select r.* from ${qualifiedName(schema, table)} as r where ${refers.join(' and ')}
    and not exists (select from ${qualifiedName(schema, other)} as o where ${meets.join(' and ')})`
}

/** The keys that several rows share, and how many do. */
export function selectSharedKeys(schema: string, table: string, key: readonly string[]): string {
  const list = columnList(key)
  return `select ${list}, count(*) as rows from ${qualifiedName(schema, table)} group by ${list} having count(*) > 1`
}

function declaration({ name, type, nullable }: Column): string {
  return `${quoteIdentifier(name)} ${type}${nullable ? '' : ' not null'}`
}
