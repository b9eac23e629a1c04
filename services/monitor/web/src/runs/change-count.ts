import type { RowCounts } from '@aaps-data/contracts'

/** Rows that a run inserted, updated or deleted. */
export function changeCount({ inserted, updated, deleted }: RowCounts): number {
  return inserted + updated + deleted
}
