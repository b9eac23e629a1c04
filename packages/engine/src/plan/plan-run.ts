import {
  plannedInstants,
  type Dataset,
  type DerivedTable,
  type SourceTable,
  type Table,
} from '@aaps-data/catalog'
import type { RunMode } from '@aaps-data/contracts'
import type { Baseline } from '@aaps-data/ledger'
import { digestDefinition } from './definition-digest.ts'
import { orderByReferences } from './order-by-references.ts'
import { tiedTables, type Tie } from './tied-tables.ts'

/** What an attempt is going to do, decided before anything is opened. */
export interface Plan {
  /** With the tables that it covers. */
  readonly dataset: Dataset
  /** Of the dataset as it is defined, with all its tables. */
  readonly definitionDigest: string
  /** Tables of the dataset that it leaves as they are. */
  readonly leftOut: readonly string[]
  /** Whether every row is read, or of tables with a cursor those that have moved on. */
  readonly mode: 'full' | 'incremental'
  /** Whether the attempt may end when source and target still have the digests of the baseline. */
  readonly maySkip: boolean
  /** Whether every row is digested on both sides at the end, whatever could be concluded. */
  readonly provesAll: boolean
  /** What the last run has proved, where this one may build on it. */
  readonly baseline: Baseline | undefined
  /** Read from the source, in this order. */
  readonly sourceTables: readonly SourceTable[]
  /** Computed from the staged tables, in this order. */
  readonly derivedTables: readonly DerivedTable[]
  /** Every table, each after those it references. */
  readonly parentsFirst: readonly Table[]
}

/**
 * Plans a run over a dataset, or over some of its tables and what is tied to them. It reads everything
 * and compares every row when that is asked for, when nothing is known of the dataset as it is defined
 * now, when an attempt has found it necessary, once after each instant of the full reconcile, and while
 * a table with a cursor lacks rows that wait for others: they would not be read again when those come.
 * Derived tables keep their order: one may use those before it.
 */
export function planRun(
  defined: Dataset,
  {
    mode,
    baseline,
    at,
    only,
    ties = [],
  }: {
    readonly mode: RunMode
    readonly baseline: Baseline | undefined
    readonly at: Date
    /** The tables that were asked for; all when undefined. */
    readonly only?: readonly string[] | undefined
    /** What the target ties to each other, besides the references of the definition. */
    readonly ties?: readonly Tie[]
  },
): Plan {
  const tables = only === undefined ? defined.tables : tiedTables(defined, only, ties)
  const dataset = { ...defined, tables }
  const sourceTables = tables.filter((table) => table.kind === 'source')
  const derivedTables = tables.filter((table) => table.kind === 'derived')
  const definitionDigest = digestDefinition(defined)
  const known = baseline?.definitionDigest === definitionDigest ? baseline : undefined
  const mayBuildOn =
    known !== undefined &&
    mode !== 'full' &&
    !isReconcileDue(dataset, { baseline: known, at }) &&
    !sourceTables.some(({ name, cursor }) => cursor !== undefined && isWaiting(known, name))
  const hasCursors = sourceTables.some((table) => canBeReadFrom(table, known))
  return {
    dataset,
    definitionDigest,
    leftOut: defined.tables.filter((table) => !tables.includes(table)).map(({ name }) => name),
    mode: mayBuildOn && hasCursors ? 'incremental' : 'full',
    maySkip:
      mayBuildOn && !hasCursors && dataset.fingerprint && maySayTheSame(derivedTables, known),
    provesAll: !mayBuildOn || dataset.proof === 'always',
    baseline: known,
    sourceTables,
    derivedTables,
    parentsFirst: orderByReferences(tables),
  }
}

/** The bound from which a table is read on; undefined when all of it is. */
export function readSince(
  { mode, baseline }: Pick<Plan, 'mode' | 'baseline'>,
  table: SourceTable,
): string | undefined {
  if (mode === 'full' || table.cursor === undefined) return undefined
  return baseline?.tables.get(table.name)?.cursorBound
}

function canBeReadFrom({ name, cursor }: SourceTable, baseline: Baseline | undefined): boolean {
  return cursor !== undefined && baseline?.tables.get(name)?.cursorBound !== undefined
}

function maySayTheSame(derivedTables: readonly DerivedTable[], baseline: Baseline): boolean {
  // What is to be told of rejected rows has to be found in them.
  if (baseline.hasOpenRejects) return false
  return derivedTables.every(({ name }) => baseline.tables.get(name)?.isRepeatable === true)
}

function isWaiting({ waitingTables }: Baseline, table: string): boolean {
  return waitingTables.includes(table)
}

function isReconcileDue(
  { fullReconcile }: Dataset,
  { baseline, at }: { readonly baseline: Baseline; readonly at: Date },
): boolean {
  const { lastReconcileAt, isFullNeeded } = baseline
  if (isFullNeeded || lastReconcileAt === undefined) return true
  return plannedInstants(fullReconcile, { after: lastReconcileAt, until: at, limit: 1 }).length > 0
}

/** Puts what belongs to the plan's tables into their order, parents first. */
export function inPlanOrder<T extends { readonly table: Table }>(
  { parentsFirst }: Plan,
  items: readonly T[],
): readonly T[] {
  const position = new Map(parentsFirst.map((table, index) => [table, index]))
  return items.toSorted((a, b) => (position.get(a.table) ?? 0) - (position.get(b.table) ?? 0))
}
