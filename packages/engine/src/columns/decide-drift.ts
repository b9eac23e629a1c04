import type { Column, Dataset, SourceTable } from '@aaps-data/catalog'
import type { Notice } from '@aaps-data/ledger'
import type { RelationColumn } from '@aaps-data/sources'
import type { ActualColumn, ActualTable } from '../sql/describe-target-tables.ts'
import { addColumn, commentColumn, widenColumn } from '../sql/migrate-tables.ts'
import { addedComment, isAdded } from './added-column.ts'
import type { ColumnDrift } from './column-drift.ts'
import { driftFault, type DriftFault, type DriftObstacle } from './drift-fault.ts'
import { holdsType } from './type-relation.ts'

/** What a table's drifts are judged by. */
export interface DriftContext {
  readonly dataset: Dataset
  readonly table: SourceTable
  /** The columns that a definition would have to leave out to have no new one. */
  readonly leftOut: readonly string[]
  /** The target's table. */
  readonly actual: ActualTable
  /** Types of the source that the target's server knows. */
  readonly knownTypes: ReadonlySet<string>
  /** Whether the target may be altered. */
  readonly mayAlter: boolean
}

/** What becomes of one drift. */
export interface DriftDecision {
  readonly fault?: DriftFault
  readonly notice?: Notice
  /** The column is left out of this run. */
  readonly without?: Column
  /** The column is carried as well. */
  readonly carried?: Column
  /** What has to be done in the target before. */
  readonly statements?: readonly string[]
}

/** Decides by the dataset's policy. Nothing is ever carried that could lose a value. Pure. */
export function decideDrift(drift: ColumnDrift, context: DriftContext): DriftDecision {
  const { drift: policy } = context.dataset
  if (drift.kind === 'missing') return decideMissing(drift, context)
  if (drift.kind === 'type' && drift.crossesZone) {
    return { fault: driftFault(context, drift, 'the zone is not known') }
  }
  if (policy === 'fail') return { fault: driftFault(context, drift) }
  if (policy === 'ignore') return { notice: noticeOf(drift, context) }
  return drift.kind === 'new' ? addNew(drift, context) : followType(drift, context)
}

function decideMissing(
  drift: Extract<ColumnDrift, { kind: 'missing' }>,
  context: DriftContext,
): DriftDecision {
  const { dataset } = context
  if (dataset.drift !== 'ignore') return { fault: driftFault(context, drift) }
  const obstacle = needOf(drift.column, context)
  return obstacle === undefined
    ? { without: drift.column, notice: noticeOf(drift, context) }
    : { fault: driftFault(context, drift, obstacle) }
}

/** For what a column is needed, so that rows cannot be carried without it. */
function needOf(column: Column, { dataset, table }: DriftContext): DriftObstacle | undefined {
  const { name, nullable } = column
  if (table.key.includes(name)) return 'key'
  if (!nullable) return 'not null'
  if (table.cursor?.column === column.source) return 'cursor'
  const isReferring = table.references.some(({ columns }) => columns.includes(name))
  const isReferred = dataset.tables
    .flatMap(({ references }) => references)
    .some((each) => each.table === table.name && each.foreignColumns.includes(name))
  if (isReferring || isReferred) return 'reference'
  // In a query a name might come to mean a column of another table.
  return dataset.tables.some(({ kind }) => kind === 'derived') ? 'derived tables' : undefined
}

function addNew(
  drift: Extract<ColumnDrift, { kind: 'new' }>,
  context: DriftContext,
): DriftDecision {
  const { dataset, table, actual, knownTypes, mayAlter } = context
  const { name, type } = drift.found
  const existing = actual.columns.find((column) => column.name === name)
  const isMapped = table.columns.some((column) => column.name === name)
  if (isMapped || (existing !== undefined && !isAdded(existing))) {
    return { fault: driftFault(context, drift, 'the name is taken') }
  }
  if (type === undefined || !knownTypes.has(type)) {
    return { fault: driftFault(context, drift, 'no built-in type') }
  }
  const column: Column = { name, source: name, type, nullable: true, isAdded: true }
  if (existing !== undefined) {
    const { notice, statements = [], fault } = follow(existing, drift, context)
    return fault === undefined
      ? { carried: column, statements, ...(notice === undefined ? {} : { notice }) }
      : { fault }
  }
  if (!mayAlter) return { notice: noticeOf(drift, context) }
  const { schema } = dataset.target
  return {
    carried: column,
    statements: [
      addColumn(schema, table.name, column),
      commentColumn(schema, table.name, name, addedComment()),
    ],
    notice: { code: 'COLUMN_ADDED', table: table.name, details: columnAndType(drift.found) },
  }
}

function followType(
  drift: Extract<ColumnDrift, { kind: 'type' }>,
  context: DriftContext,
): DriftDecision {
  const existing = context.actual.columns.find(({ name }) => name === drift.column.name)
  // Without the column the run fails anyway, and says so.
  return existing === undefined ? {} : follow(existing, drift, context)
}

/** Lets a column of the target follow the type of its source, where it then holds all it has. */
function follow(
  { name: column, type: from }: ActualColumn,
  drift: Exclude<ColumnDrift, { kind: 'missing' }>,
  context: DriftContext,
): DriftDecision {
  const { dataset, table, mayAlter } = context
  const { type: to } = drift.found
  if (to === from) return {}
  if (to !== undefined && holdsType(from, to)) return { notice: noticeOf(drift, context) }
  if (to === undefined || !holdsType(to, from)) {
    return { fault: driftFault(context, drift, 'values could be lost') }
  }
  if (!mayAlter) return { notice: noticeOf(drift, context) }
  return {
    statements: [widenColumn(dataset.target.schema, table.name, { name: column, type: to })],
    notice: { code: 'COLUMN_WIDENED', table: table.name, details: { column, from, to } },
  }
}

function noticeOf(drift: ColumnDrift, { table }: DriftContext): Notice {
  const at = { table: table.name }
  switch (drift.kind) {
    case 'missing':
      return { ...at, code: 'COLUMN_MISSING', details: { column: drift.column.source } }
    case 'new':
      return { ...at, code: 'COLUMN_NEW', details: columnAndType(drift.found) }
    case 'type': {
      const details = { ...columnAndType(drift.found), expectedType: drift.expected }
      return { ...at, code: 'COLUMN_TYPE', details: { ...details, change: drift.relation } }
    }
  }
}

function columnAndType({ name, nativeType }: RelationColumn): Notice['details'] {
  return { column: name, sourceType: nativeType }
}
