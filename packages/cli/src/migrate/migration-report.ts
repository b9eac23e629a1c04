import type { TargetMigration } from '@aaps-data/engine'

/**
 * What became of a dataset's tables. `planned`: it would be done, and was not asked for. `refused`:
 * faults keep it from being done. `busy`: a run of the dataset is under way. `changed`: the target is
 * no longer as it was when the plan was shown. `unfinished`: there is nothing to do before a run has
 * filled what is left.
 */
export type MigrationOutcome =
  'up-to-date' | 'planned' | 'applied' | 'refused' | 'busy' | 'changed' | 'unfinished'

export interface DatasetMigration extends TargetMigration {
  readonly dataset: string
  readonly outcome: MigrationOutcome
}

/** What `migrate` found and did; printed as it is by `--json`. */
export interface MigrationReport {
  /** Names of the ledger's migrations, and whether they were applied. */
  readonly ledger: { readonly migrations: readonly string[]; readonly isApplied: boolean }
  readonly datasets: readonly DatasetMigration[]
}

/** Whether something is in the way of a dataset, so that its tables are not as defined. */
export function isRefused({ datasets }: MigrationReport): boolean {
  return datasets.some(({ outcome }) => ['refused', 'busy', 'changed'].includes(outcome))
}

/** Whether there is anything that could be done. */
export function isPending({ ledger, datasets }: MigrationReport): boolean {
  return ledger.migrations.length > 0 || datasets.some(({ outcome }) => outcome === 'planned')
}
