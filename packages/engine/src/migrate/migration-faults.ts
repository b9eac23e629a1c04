import type { Column, Dataset, Table } from '@aaps-data/catalog'
import { crossesZone, holdsType, relateTypes } from '../columns/type-relation.ts'
import type {
  ActualColumn,
  ActualTable,
  ActualTarget,
  KeyObstacle,
} from '../sql/describe-target-tables.ts'
import {
  commentTable,
  convertColumn,
  convertInZone,
  dropExpression,
  dropNotNull,
  emptyTable,
  numberByDefault,
  replacePrimaryKey,
  selectNulls,
  selectSharedKeys,
  widenColumn,
  zoneToWrite,
} from '../sql/migrate-tables.ts'
import { ownerOf, withOwner } from './table-owner.ts'

/** Why a table cannot become what its definition says by itself. */
export interface MigrationFault {
  /** A sentence without its full stop. */
  readonly reason: string
  /** What an administrator who has looked at the data could run; undefined where nothing would do. */
  readonly statement: string | undefined
  /** A query of the rows that are in the way, where it is rows. */
  readonly rows?: string
}

interface Place {
  readonly schema: string
  readonly table: string
  /** Both, for people. */
  readonly name: string
}

/** Says why a table of the target cannot become what its definition says. Pure. */
export function migrationFaults(
  dataset: Dataset,
  table: Table,
  { tables, types, filled, unkeyable }: ActualTarget,
): readonly MigrationFault[] {
  const { schema } = dataset.target
  const place = { schema, table: table.name, name: `${schema}.${table.name}` }
  const unknown = table.columns
    .filter((column) => types.get(column.type) === undefined)
    .map((column) => ({
      reason: `${place.name}.${column.name}: the target knows no type ${column.type}`,
      statement: undefined,
    }))
  const actual = tables.get(table.name)
  if (actual === undefined) return unknown
  const declared = new Map(table.columns.map((column) => [column.name, column]))
  return [
    ...unknown,
    ...ownerFaults(place, dataset, actual, filled.has(table.name)),
    ...actual.columns.flatMap((column) => {
      const definition = declared.get(column.name)
      if (definition === undefined) return extraColumnFaults(place, column)
      const wanted = types.get(definition.type)
      // Under the policy `add` a column may have become wider with its source.
      const isFollowed =
        dataset.drift === 'add' && wanted !== undefined && holdsType(column.type, wanted)
      return isFollowed && !column.computed ? [] : columnFaults(place, definition, column, wanted)
    }),
    ...numberedFaults(place, table, actual),
    ...keyFaults(place, table, actual),
    ...(filled.has(table.name)
      ? unkeyedFaults(place, table, actual, unkeyable.get(table.name))
      : []),
  ]
}

// The first run would delete rows that are not in the source: they may be somebody's.
function ownerFaults(
  { schema, table, name }: Place,
  dataset: Dataset,
  { comment }: ActualTable,
  isFilled: boolean,
): readonly MigrationFault[] {
  const owner = ownerOf(comment)
  if (owner === dataset.name) return []
  const statement = commentTable(schema, table, withOwner(comment, dataset.name))
  if (owner !== undefined) {
    return [{ reason: `${name} belongs to the dataset ${owner}`, statement }]
  }
  if (!isFilled) return []
  const reason =
    `${name} holds rows and was not created by this product: a run would replace them. ` +
    'Empty it, or give it to the dataset'
  return [{ reason, statement }]
}

function extraColumnFaults(
  { schema, table, name }: Place,
  { name: column, nullable, filled }: ActualColumn,
): readonly MigrationFault[] {
  if (nullable || filled) return []
  return [
    {
      reason: `${name}.${column} is not in the definition and takes no nulls: no row could be inserted`,
      statement: dropNotNull(schema, table, column),
    },
  ]
}

function columnFaults(
  { schema, table, name }: Place,
  definition: Column,
  { name: column, type, computed, views }: ActualColumn,
  wanted: string | undefined,
): readonly MigrationFault[] {
  if (computed) {
    return [
      {
        reason: `${name}.${column} is computed by the target: take it out of the definition, or keep its values and compute it no more`,
        statement: dropExpression(schema, table, column),
      },
    ]
  }
  const relation = wanted === undefined ? 'same' : relateTypes(wanted, type)
  if (relation === 'same') return []
  const difference = `${name}.${column} is ${type}, the definition says ${wanted}`
  if (wanted !== undefined && crossesZone(wanted, type)) {
    return [
      {
        reason: `${difference}: its values depend on a time zone, write the one in which they are meant, such as America/La_Paz, in place of ${zoneToWrite}`,
        statement: convertInZone(schema, table, {
          column: definition,
          getsZone: wanted.endsWith('with time zone'),
        }),
      },
    ]
  }
  if (relation !== 'narrower') {
    return [
      {
        reason: `${difference}: values may not fit or may change, convert it by hand`,
        statement: convertColumn(schema, table, definition),
      },
    ]
  }
  if (views.length === 0) return []
  return [
    {
      reason: `${difference}, and ${views.join(', ')} read it: drop what reads it, widen it, and create what read it again`,
      statement: widenColumn(schema, table, definition),
    },
  ]
}

function numberedFaults(
  { schema, table, name }: Place,
  { key, columns }: Table,
  actual: ActualTable,
): readonly MigrationFault[] {
  const updated = new Set(key.length === 0 ? [] : columns.map((column) => column.name))
  return actual.columns
    .filter((column) => column.numbered && updated.has(column.name) && !key.includes(column.name))
    .map((column) => ({
      reason: `${name}.${column.name} is always numbered by the target, which no update may do otherwise: let it be numbered by default, or take it out of the definition`,
      statement: numberByDefault(schema, table, column.name),
    }))
}

function keyFaults(
  { schema, table, name }: Place,
  { key }: Table,
  actual: ActualTable,
): readonly MigrationFault[] {
  const { keyConstraint: constraint } = actual
  if (constraint === null || isSameSet(actual.key, key)) return []
  const wanted =
    key.length > 0 ? `the definition says (${key.join(', ')})` : 'the definition has none'
  return [
    {
      reason: `${name} has the primary key (${actual.key.join(', ')}), ${wanted}: change it by hand`,
      statement: replacePrimaryKey(schema, table, { constraint, key }),
    },
  ]
}

function unkeyedFaults(
  { schema, table, name }: Place,
  { key }: Table,
  actual: ActualTable,
  obstacle: KeyObstacle | undefined,
): readonly MigrationFault[] {
  if (key.length === 0 || actual.key.length > 0) return []
  const due = `${name} is to get the primary key (${key.join(', ')})`
  const missing = key.filter((column) => actual.columns.every((each) => each.name !== column))
  if (missing.length > 0) {
    const reason = `${due}, and its rows have no ${missing.join(', ')}: empty it, a run fills it again`
    return [{ reason, statement: emptyTable(schema, table) }]
  }
  if (obstacle === 'nulls') {
    const reason = `${due}, and rows lack a value in it: fill or delete them, a run brings what the source has`
    return [{ reason, statement: undefined, rows: selectNulls(schema, table, key) }]
  }
  if (obstacle === undefined) return []
  const reason = `${due}, and rows share one: leave one of each, a run brings what the source has`
  return [{ reason, statement: undefined, rows: selectSharedKeys(schema, table, key) }]
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name))
}
