import type { StoredObject, Table } from './objects.ts'

export interface Constraint {
  readonly owner: string
  readonly table: string
  readonly name: string
  readonly type: 'P' | 'U' | 'R' | 'C'
  readonly columns: readonly string[]
  readonly condition?: string
  readonly references?: { readonly owner: string; readonly constraint: string }
}

export interface Index {
  readonly owner: string
  readonly table: string
  readonly name: string
  readonly isUnique: boolean
  readonly columns: readonly string[]
}

/** The constraints of a table, with the names that Oracle would have given where none was. */
export function constraintsOf(object: StoredObject, table: Table): readonly Constraint[] {
  const { owner, name } = object
  const own = { owner, table: name }
  const generated = (index: number) => `SYS_C00${table.number}${index}`
  const { primaryKey, uniqueKeys = [], foreignKeys = [] } = table
  const primary =
    primaryKey === undefined
      ? []
      : [{ ...own, type: 'P' as const, ...named(primaryKey, `PK_${name}`) }]
  return [
    ...primary,
    ...uniqueKeys.map((key, index) => ({
      ...own,
      type: 'U' as const,
      ...named(key, `UK_${name}_${index + 1}`),
    })),
    ...foreignKeys.map((key, index) => ({
      ...own,
      type: 'R' as const,
      references: key.references,
      ...named(key, `FK_${name}_${index + 1}`),
    })),
    ...table.columns
      .filter(({ nullable }) => nullable === false)
      .map((column, index) => ({
        ...own,
        type: 'C' as const,
        name: generated(index),
        columns: [column.name],
        condition: `"${column.name}" IS NOT NULL`,
      })),
  ]
}

export function indexesOf(object: StoredObject, table: Table): readonly Index[] {
  const own = { owner: object.owner, table: object.name }
  const ofKeys = constraintsOf(object, table)
    .filter(({ type }) => type === 'P' || type === 'U')
    .map(({ name, columns }) => ({ ...own, name, columns, isUnique: true }))
  const others = (table.indexes ?? []).map((index, place) => ({
    ...own,
    ...named(index, `IX_${object.name}_${place + 1}`),
    isUnique: index.isUnique === true,
  }))
  return [...ofKeys, ...others]
}

function named(
  key: readonly string[] | { readonly name?: string; readonly columns: readonly string[] },
  otherwise: string,
): { name: string; columns: readonly string[] } {
  if (!('columns' in key)) return { name: otherwise, columns: key }
  return { name: key.name ?? otherwise, columns: key.columns }
}
