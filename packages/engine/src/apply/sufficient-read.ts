import { SyncError } from '@aaps-data/contracts'
import type { Baseline } from '@aaps-data/ledger'
import type { TableDelta } from '../delta/compute-delta.ts'
import { digestTie } from '../digest/digest-tie.ts'
import { targetFailure } from '../failures/target-failure.ts'

/**
 * Makes sure that an incremental delta can be applied. It knows of no deletion in the tables that
 * it did not read in full: what they refer to must not be deleted before they are. Nor can it build
 * on what a run has proved of columns that are others by now. Throws `FULL_READ_NEEDED`. Pure.
 */
export function requireSufficientRead(
  deltas: readonly TableDelta[],
  { baseline, major }: { readonly baseline: Baseline | undefined; readonly major: number },
): void {
  const losing = new Set(
    deltas.filter(({ deleted }) => deleted > 0).map(({ table }) => table.table.name),
  )
  for (const { table } of deltas) {
    if (table.read === 'full') continue
    const { name, references } = table.table
    const parent = references.find((reference) => losing.has(reference.table))
    if (parent !== undefined) {
      throw new SyncError('FULL_READ_NEEDED', { table: parent.table, reason: 'referenced' })
    }
    if (baseline?.tables.get(name)?.digestTie !== digestTie(table.columns, major)) {
      throw new SyncError('FULL_READ_NEEDED', { table: name, reason: 'columns' })
    }
  }
}

const broken = new Set(['TARGET_CONSTRAINT', 'TARGET_UNIQUE_ORDER'])

/**
 * What a failure to apply an incremental delta means: a constraint may only be broken because rows
 * that are gone from the source were not seen to be. Reading everything tells.
 */
export function orFullReadNeeded(error: unknown): unknown {
  const failure = targetFailure(error)
  if (!(failure instanceof SyncError) || !broken.has(failure.code)) return failure
  return new SyncError('FULL_READ_NEEDED', { ...failure.details, reason: 'constraint' }, failure)
}
