import type { Guards } from '@aaps-data/catalog'
import type { Breach } from '@aaps-data/ledger'

/** Fewer rows than this change by large shares every day. */
const sharesFromRows = 100

/** What the guards look at in one table. */
export interface GuardedTable {
  readonly table: string
  readonly guards: Guards
  readonly targetRows: number
  readonly staged: number
  readonly updated: number
  readonly deleted: number
  /** Median of the rows that the last runs read; undefined before the first. */
  readonly usualRows: number | undefined
  /** Columns that have values in the target, and none in what was read. */
  readonly emptiedColumns: readonly string[]
}

/** Gives every guard of a table that its delta exceeds. Pure. A table without rows has no guards. */
export function findBreaches(facts: GuardedTable): readonly Breach[] {
  const { table, guards, targetRows, staged, updated, deleted } = facts
  if (targetRows === 0) return []
  if (staged === 0 && guards.emptySource === 'hold') {
    return [{ table, guard: 'emptySource', limit: 0, found: deleted }]
  }
  const share = (rows: number) => (targetRows < sharesFromRows ? 0 : rows / targetRows)
  const limits: readonly (readonly [keyof Guards, number | undefined, number])[] = [
    ['maxDeletedShare', guards.maxDeletedShare, share(deleted)],
    ['maxDeletedRows', guards.maxDeletedRows, deleted],
    ['maxUpdatedShare', guards.maxUpdatedShare, share(updated)],
    ['maxUpdatedRows', guards.maxUpdatedRows, updated],
    ['maxCountChange', guards.maxCountChange, countChange(facts)],
  ]
  return [
    ...limits.flatMap(([guard, limit, found]) =>
      limit !== undefined && found > limit ? [{ table, guard, limit, found }] : [],
    ),
    ...(guards.emptyColumn === 'hold' ? facts.emptiedColumns : []).map((column) => ({
      table,
      guard: 'emptyColumn',
      limit: 0,
      found: 1,
      column,
    })),
  ]
}

function countChange({ staged, usualRows }: GuardedTable): number {
  if (usualRows === undefined || usualRows < sharesFromRows) return 0
  return Math.abs(staged - usualRows) / usualRows
}

/** The middle of some numbers; of two middles the lower. Undefined when there are none. */
export function medianOf(numbers: readonly number[]): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)]
}
