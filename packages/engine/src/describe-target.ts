import type { Dataset, Table } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { describeColumns } from './sql/describe-columns.ts'
import { describeUniqueKeys } from './sql/unique-columns.ts'

/** The type that each column of each table really has in the target. */
export type TargetTypes = ReadonlyMap<string, ReadonlyMap<string, string>>

/**
 * Reads from the target's catalog the types of the dataset's columns, which are what the rows are
 * cast to. Throws `TARGET_TABLE_MISSING`, `TARGET_COLUMN_MISSING`, or `TARGET_KEY_MISSING` where
 * nothing keeps two rows from sharing a key.
 */
export async function describeTarget(client: ClientBase, dataset: Dataset): Promise<TargetTypes> {
  const names = dataset.tables.map((table) => table.name)
  const { schema } = dataset.target
  const types = new Map<string, Map<string, string>>()
  for (const { relation, name, type } of await describeColumns(client, schema, names)) {
    const columns = types.get(relation) ?? new Map<string, string>()
    types.set(relation, columns.set(name, type))
  }
  for (const table of dataset.tables) requireColumns(table, dataset, types.get(table.name))
  const unique = await describeUniqueKeys(client, schema, names)
  for (const table of dataset.tables) requireKey(table, schema, unique.get(table.name) ?? [])
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

function requireColumns(
  table: Table,
  dataset: Dataset,
  types: ReadonlyMap<string, string> | undefined,
): void {
  const where = { schema: dataset.target.schema, table: table.name }
  if (types === undefined) throw new SyncError('TARGET_TABLE_MISSING', where)
  const missing = table.columns.find((column) => !types.has(column.name))
  if (missing === undefined) return
  throw new SyncError('TARGET_COLUMN_MISSING', { ...where, column: missing.name })
}

/** The type of a column that `describeTarget` found. */
export function typeInTarget(types: TargetTypes, table: string, column: string): string {
  const type = types.get(table)?.get(column)
  if (type === undefined) throw new Error(`describeTarget did not find ${table}.${column}`)
  return type
}
