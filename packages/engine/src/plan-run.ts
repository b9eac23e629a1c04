import type { Dataset, DerivedTable, SourceTable, Table } from '@aaps-data/catalog'
import { orderByReferences } from './order-by-references.ts'

/** What an attempt is going to do, decided before anything is opened. */
export interface Plan {
  readonly dataset: Dataset
  /** Read from the source, in this order. */
  readonly sourceTables: readonly SourceTable[]
  /** Computed from the staged tables, in this order. */
  readonly derivedTables: readonly DerivedTable[]
  /** Every table, each after those it references. */
  readonly parentsFirst: readonly Table[]
}

/** Plans a full run of a dataset. Derived tables keep their order: one may use those before it. */
export function planRun(dataset: Dataset): Plan {
  const { tables } = dataset
  return {
    dataset,
    sourceTables: tables.filter((table) => table.kind === 'source'),
    derivedTables: tables.filter((table) => table.kind === 'derived'),
    parentsFirst: orderByReferences(tables),
  }
}

/** Puts what belongs to the plan's tables into their order, parents first. */
export function inPlanOrder<T extends { readonly table: Table }>(
  { parentsFirst }: Plan,
  items: readonly T[],
): readonly T[] {
  const position = new Map(parentsFirst.map((table, index) => [table, index]))
  return items.toSorted((a, b) => (position.get(a.table) ?? 0) - (position.get(b.table) ?? 0))
}
