import type { Dataset } from '@aaps-data/catalog'
import { createTargetDatabase, migrateTarget, type TargetMigration } from '@aaps-data/engine'
import { connectLedger, holdDataset, migrateLedger, pendingMigrations } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import type { DatasetMigration, MigrationOutcome, MigrationReport } from './migration-report.ts'

/** The ledger and the tables of the datasets, in one database. */
export interface MigratedDatabase {
  /** What would have to be done. Changes nothing. */
  plan(datasets: readonly Dataset[]): Promise<MigrationReport>
  /**
   * Does what a plan says where nothing is in the way. Each dataset changes in one transaction, during
   * which no run of it starts, and only if its steps are still those of the plan.
   */
  apply(datasets: readonly Dataset[], plan: MigrationReport): Promise<MigrationReport>
  close(): Promise<void>
}

export function openMigratedDatabase(url: string): MigratedDatabase {
  const ledger = connectLedger({ url, applicationName: 'aaps-sync migrate' })
  const target = createTargetDatabase({ url })
  return {
    async plan(datasets) {
      const migrations = await pendingMigrations(ledger)
      const planned: DatasetMigration[] = []
      for (const dataset of datasets) planned.push(await planDataset(target, dataset))
      return { ledger: { migrations, isApplied: false }, datasets: planned }
    },
    async apply(datasets, plan) {
      const migrations = await migrateLedger(ledger)
      const byName = new Map(datasets.map((dataset) => [dataset.name, dataset]))
      const applied: DatasetMigration[] = []
      for (const planned of plan.datasets) {
        const dataset = byName.get(planned.dataset)
        const isWanted = planned.outcome === 'planned' && dataset !== undefined
        applied.push(isWanted ? await applyDataset({ ledger, target, dataset, planned }) : planned)
      }
      return { ledger: { migrations, isApplied: migrations.length > 0 }, datasets: applied }
    },
    async close() {
      await Promise.all([target.destroy(), ledger.destroy()])
    },
  }
}

async function planDataset(target: Knex, dataset: Dataset): Promise<DatasetMigration> {
  const { steps, faults, left } = await migrateTarget({ target, dataset, apply: false })
  return { dataset: dataset.name, outcome: outcomeOf({ steps, faults, left }), steps, faults, left }
}

function outcomeOf({ steps, faults, left }: TargetMigration): MigrationOutcome {
  if (faults.length > 0) return 'refused'
  if (steps.length > 0) return 'planned'
  return left.length > 0 ? 'unfinished' : 'up-to-date'
}

async function applyDataset({
  ledger,
  target,
  dataset,
  planned,
}: {
  readonly ledger: Knex
  readonly target: Knex
  readonly dataset: Dataset
  readonly planned: DatasetMigration
}): Promise<DatasetMigration> {
  const migrated = await holdDataset(ledger, dataset.name, () =>
    migrateTarget({ target, dataset, apply: true, seen: planned }),
  )
  if (migrated === 'busy') return { ...planned, outcome: 'busy' }
  return { ...planned, outcome: migrated.isApplied ? 'applied' : 'changed' }
}
