import type { Dataset, Table } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { describeColumns } from '../sql/describe-columns.ts'
import type { StagedColumn } from '../sql/staged-table.ts'
import { describeUniqueKeys } from '../sql/unique-columns.ts'

interface TargetType {
  /** As PostgreSQL writes it. */
  readonly type: string
  readonly isSendable: boolean
}

/** The type that each column of each table really has in the target. */
export type TargetTypes = ReadonlyMap<string, ReadonlyMap<string, TargetType>>

/**
 * Reads from the target's catalog the types of the dataset's columns, which are what the rows are
 * cast to. Throws `TARGET_TABLE_MISSING`, `TARGET_COLUMN_MISSING`, `TARGET_COLUMN_COMPUTED` where an
 * update could not write a column, or `TARGET_KEY_MISSING` where nothing keeps two rows from sharing a key, or different keys are equal
 * by the collation of a column.
 */
export async function describeTarget(client: ClientBase, dataset: Dataset): Promise<TargetTypes> {
  const names = dataset.tables.map((table) => table.name)
  const { schema } = dataset.target
  const types = new Map<string, Map<string, TargetType>>()
  const computed = new Set<string>()
  const numbered = new Set<string>()
  const loose = new Set<string>()
  const described = await describeColumns(client, schema, names)
  for (const { relation, name, type, isSendable, ...column } of described) {
    if (column.isLoose) loose.add(`${relation}.${name}`)
    if (column.isComputed) computed.add(`${relation}.${name}`)
    if (column.isNumbered) numbered.add(`${relation}.${name}`)
    const columns = types.get(relation) ?? new Map<string, TargetType>()
    types.set(relation, columns.set(name, { type, isSendable }))
  }
  for (const table of dataset.tables) {
    requireColumns(table, dataset, types.get(table.name))
    requireWritable(table, schema, { computed, numbered })
  }
  const unique = await describeUniqueKeys(client, schema, names)
  for (const table of dataset.tables) {
    requireKey(table, schema, unique.get(table.name) ?? [])
    requireStrictKey(table, schema, loose)
  }
  return types
}

function requireKey(
  { name, key }: Table,
  schema: string,
  unique: readonly (readonly string[])[],
): void {
  if (key.length === 0) return
  // Columns that are unique by themselves are so together with others.
  if (unique.some((columns) => columns.every((column) => key.includes(column)))) return
  throw new SyncError('TARGET_KEY_MISSING', { schema, table: name, columns: key })
}

function requireStrictKey(
  { name: table, key }: Table,
  schema: string,
  loose: ReadonlySet<string>,
): void {
  const column = key.find((each) => loose.has(`${table}.${each}`))
  if (column === undefined) return
  throw new SyncError('TARGET_KEY_MISSING', { schema, table, column, reason: 'collation' })
}

function requireWritable(
  { name: table, key, columns }: Table,
  schema: string,
  { computed, numbered }: Readonly<Record<'computed' | 'numbered', ReadonlySet<string>>>,
): void {
  const found = columns.find(({ name }) => computed.has(`${table}.${name}`))
  if (found !== undefined) {
    throw new SyncError('TARGET_COLUMN_COMPUTED', { schema, table, column: found.name })
  }
  // A key is never updated, and rows of a table without one are not either.
  const fixed = columns.find(
    ({ name }) => key.length > 0 && !key.includes(name) && numbered.has(`${table}.${name}`),
  )
  if (fixed === undefined) return
  const details = { schema, table, column: fixed.name, reason: 'identity' }
  throw new SyncError('TARGET_COLUMN_COMPUTED', details)
}

function requireColumns(
  table: Table,
  dataset: Dataset,
  types: ReadonlyMap<string, TargetType> | undefined,
): void {
  const where = { schema: dataset.target.schema, table: table.name }
  if (types === undefined) throw new SyncError('TARGET_TABLE_MISSING', where)
  const missing = table.columns.find((column) => !types.has(column.name))
  if (missing === undefined) return
  throw new SyncError('TARGET_COLUMN_MISSING', { ...where, column: missing.name })
}

/** The type of a column that `describeTarget` found. */
export function typeInTarget(types: TargetTypes, table: string, column: string): string {
  return foundType(types, table, column).type
}

/** The same, with what decides how its values go into an image. */
export function imageTypeInTarget(
  types: TargetTypes,
  table: string,
  column: string,
): Pick<StagedColumn, 'targetType' | 'isUnsendable'> {
  const { type, isSendable } = foundType(types, table, column)
  return { targetType: type, ...(isSendable ? {} : { isUnsendable: true }) }
}

function foundType(types: TargetTypes, table: string, column: string): TargetType {
  const type = types.get(table)?.get(column)
  if (type === undefined) throw new Error(`describeTarget did not find ${table}.${column}`)
  return type
}
